-- What is looked for among `roles`: each as `discovery_role` writes it. Immutable, so that the planner works it out and
-- knows how many did it.
CREATE OR REPLACE FUNCTION discovery_roles(roles text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(SELECT discovery_role(each) FROM unnest(roles) AS each)
$$;
