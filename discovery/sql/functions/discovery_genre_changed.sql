-- Notes that a genre changed, so that the worker refreshes its parties, as `discovery_city_changed` does.
CREATE OR REPLACE FUNCTION discovery_genre_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key) VALUES ({discovery.models.Fact.GENRE}, NEW.slug);
  RETURN NULL;
END $$;
