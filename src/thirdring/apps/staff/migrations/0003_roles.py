"""Makes the groups that stand for the roles. What each may do is in ``staff.roles``."""

from django.db import migrations

ROLES = ("operator1", "operator2", "supervisor", "administrator")


def make(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for role in ROLES:
        group.objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0002_configuration_changes"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
