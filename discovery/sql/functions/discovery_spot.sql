-- A place as a point in three dimensions, in kilometres from the centre of the globe.
-- The radius is the mean radius of the IUGG, as in `catalogue.queries`.
CREATE OR REPLACE FUNCTION discovery_spot(latitude float8, longitude float8)
RETURNS cube LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT cube(ARRAY[6371.0088 * cosd(latitude) * cosd(longitude), 6371.0088 * cosd(latitude) * sind(longitude),
                    6371.0088 * sind(latitude)])
$$;
