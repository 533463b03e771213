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
    """Accounts that were deleted before kept a name in the language of whoever deleted them: it is said in the reader's
    now. What was shown is not put back."""

    dependencies = [
        ("accounts", "0006_clean_names"),
    ]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
    ]
