-- What a rating is worth, in hundredths: five reviews of 4 are added to those there are, so that a single 5 does not
-- stand before forty of 4.9. 0 for who has none.
CREATE OR REPLACE FUNCTION discovery_standing(average numeric, number int) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN average IS NULL OR number = 0 THEN 0
              ELSE round((5 * 400 + average * 100 * number) / (5 + number)) END::smallint
$$;
