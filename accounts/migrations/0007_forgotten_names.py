from django.db import migrations

FORGET = """
UPDATE accounts_party party
   SET name = 'Former member', version = party.version + 1
  FROM accounts_user person
 WHERE party.kind = 'person'
   AND party.calendar_id = person.calendar_id
   AND person.email LIKE '%%@deleted.invalid'
   AND party.name <> 'Former member';
UPDATE accounts_user SET name = '' WHERE email LIKE '%%@deleted.invalid' AND name <> '';
"""


class Migration(migrations.Migration):
    """Deleted accounts kept a name in the language of the person who deleted them. It is now shown in the reader's
    language. Going back restores no names."""

    dependencies = [
        ("accounts", "0006_clean_names"),
    ]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
    ]
