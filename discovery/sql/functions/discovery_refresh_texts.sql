-- Makes `discovery_searchtext` right for these parties; writes only rows that differ. Locks them as
-- `discovery_refresh_listings` does.
CREATE OR REPLACE FUNCTION discovery_refresh_texts(parties uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts_party p WHERE p.id = ANY(parties) ORDER BY p.id FOR NO KEY UPDATE;
  WITH truth AS MATERIALIZED (SELECT * FROM discovery_text_truth(parties)),
  gone AS (
    DELETE FROM discovery_searchtext s WHERE s.party_id = ANY(parties)
       AND NOT EXISTS (SELECT FROM truth t WHERE t.party_id = s.party_id)
  )
  INSERT INTO discovery_searchtext AS s (party_id, name, words) SELECT party_id, name, words FROM truth
  ON CONFLICT (party_id) DO UPDATE SET name = excluded.name, words = excluded.words
    WHERE (s.name, s.words) IS DISTINCT FROM (excluded.name, excluded.words);
END $$;
