from django.db import migrations

RENAME = """
UPDATE accounts_party party
   SET name = 'Somebody', slug = 'somebody-' || right(party.id::text, 12)
  FROM accounts_user person
 WHERE party.kind = 'person'
   AND party.calendar_id = person.calendar_id
   AND person.name = ''
   AND party.name = split_part(person.email, '@', 1)
"""


class Migration(migrations.Migration):
    """Who had no name asked acts to play under a part of their e-mail address. What was shown is not put back."""

    dependencies = [
        ("accounts", "0003_parties_can_close"),
    ]

    operations = [
        migrations.RunSQL(RENAME, migrations.RunSQL.noop),
    ]
