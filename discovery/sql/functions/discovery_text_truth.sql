-- What the rows of `discovery_searchtext` should be for these parties. The name weighs most (A), then tagline,
-- genres and the disciplines of a professional in both languages (B), the town (C), the biography (D).
CREATE OR REPLACE FUNCTION discovery_text_truth(parties uuid[]) RETURNS TABLE (party_id uuid, name text, words tsvector)
LANGUAGE sql STABLE AS $$
  SELECT p.id, catalogue_fold(p.name),
         setweight(discovery_words(p.name), 'A')
         || setweight(discovery_words(p.tagline), 'B')
         || setweight(discovery_words(coalesce((SELECT string_agg(g.name, ' ' ORDER BY g.slug)
                                                  FROM accounts_party_genres pg
                                                  JOIN catalogue_genre g ON g.slug = pg.genre_id
                                                 WHERE pg.party_id = p.id), '')), 'B')
         || setweight(discovery_words(discovery_discipline_words(
              (SELECT pr.disciplines FROM studio_professional pr WHERE pr.party_id = p.id))), 'B')
         || setweight(discovery_words(coalesce((SELECT string_agg(n.name, ' ' ORDER BY n.id) FROM catalogue_cityname n
                                                 WHERE n.city_id = p.city_id), c.name, '')), 'C')
         || setweight(discovery_words(p.bio), 'D')
    FROM accounts_party p LEFT JOIN catalogue_city c ON c.id = p.city_id
   WHERE p.id = ANY(parties) AND {accounts.conditions.PUBLIC_PARTY(p)}
$$;
