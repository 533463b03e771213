-- Notes that a town changed, so that the worker refreshes its parties (`discovery_listingrefresh`).
-- Not at once: a trigger does not see parties of transactions still open, and there may be too many parties to
-- wait for.
CREATE OR REPLACE FUNCTION discovery_city_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key) VALUES ({discovery.models.Fact.CITY}, NEW.id);
  RETURN NULL;
END $$;
