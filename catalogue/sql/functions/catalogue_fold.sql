-- Folds a name for searching: lower case, without accents, hyphens as spaces, no apostrophes.
-- The generated column `catalogue_cityname.folded` and two indexes hold its result. Changing it means building
-- them again.
CREATE OR REPLACE FUNCTION public.catalogue_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(lower(public.unaccent('public.unaccent'::regdictionary, $1)), '-''`', ' ');
