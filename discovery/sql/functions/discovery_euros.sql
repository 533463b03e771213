-- An amount in minor units of a currency, in euros, for comparing fees. NULL without a rate, which fits no range.
CREATE OR REPLACE FUNCTION discovery_euros(amount_minor bigint, code text) RETURNS float8 LANGUAGE sql STABLE AS $$
  SELECT (amount_minor / (10::numeric ^ c.minor_digits) / r.per_euro)::float8
    FROM catalogue_currency c JOIN catalogue_exchangerate r ON r.currency_id = c.code WHERE c.code = $2
$$;
