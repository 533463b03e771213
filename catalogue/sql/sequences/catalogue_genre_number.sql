-- The short keys of genres (`Genre.number`), which the rows that searches look through are headed by.
CREATE SEQUENCE IF NOT EXISTS catalogue_genre_number AS integer;
