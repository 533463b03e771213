-- Notes that a currency or its rate changed, so that the worker refreshes the parties that use it, as
-- `discovery_city_changed` does.
-- The trigger's argument is the name of the column with the currency's code.
CREATE OR REPLACE FUNCTION discovery_rate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key)
  SELECT DISTINCT {discovery.models.Fact.RATE}, code
    FROM unnest(ARRAY[to_jsonb(OLD) ->> TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[0]]) AS code
   WHERE code IS NOT NULL;
  RETURN NULL;
END $$;
