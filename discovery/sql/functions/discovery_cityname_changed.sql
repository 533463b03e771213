-- Notes that a name of a town changed, as `discovery_city_changed` does.
CREATE OR REPLACE FUNCTION discovery_cityname_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key)
  SELECT DISTINCT {discovery.models.Fact.CITY}, city
    FROM unnest(ARRAY[to_jsonb(OLD) ->> 'city_id', to_jsonb(NEW) ->> 'city_id']) AS city
   WHERE city IS NOT NULL;
  RETURN NULL;
END $$;
