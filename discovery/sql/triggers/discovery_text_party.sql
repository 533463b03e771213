-- A party that is public when it is made gets its search text.
CREATE OR REPLACE TRIGGER discovery_text_party
  AFTER INSERT ON accounts_party
  FOR EACH ROW
  WHEN ({accounts.conditions.PUBLIC_PARTY(NEW)})
  EXECUTE FUNCTION discovery_text_changed();
