-- Parties whose names resemble a text, despite typing errors, with their likeness in thousandths.
CREATE OR REPLACE FUNCTION discovery_alike(asked text)
RETURNS TABLE (party_id uuid, likeness int) LANGUAGE plpgsql AS $$
BEGIN
  -- As a clause of this function, only a superuser could restore it from a dump.
  PERFORM set_config('pg_trgm.word_similarity_threshold', '0.5', true);
  RETURN QUERY SELECT s.party_id, (1000 * word_similarity(catalogue_fold(asked), s.name))::int
                 FROM discovery_searchtext s WHERE catalogue_fold(asked) <% s.name;
END $$;
