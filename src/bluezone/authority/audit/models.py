"""Who did what: rows that are added and never touched again, the head that the next row follows, and what is left of old ones."""

from typing import ClassVar

from django.db import models

HEAD_BYTES = 32
SIGNATURE_BYTES = 64


class Entry(models.Model):
    """One act on one record; the database itself refuses to change it, or to delete it before its time."""

    sequence = models.BigIntegerField(primary_key=True)
    actor = models.CharField(max_length=50)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=60)
    moment = models.DateTimeField()
    previous = models.BinaryField(max_length=HEAD_BYTES)
    head = models.BinaryField(max_length=HEAD_BYTES)

    class Meta:
        """Kept in the order of the chain; found by record and by actor."""

        ordering: ClassVar[list[str]] = ["sequence"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["actor", "sequence"], name="audit_by_actor"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="audit_begins_with_one"),
        ]

    def __str__(self) -> str:
        """Return its place and what was done."""
        return f"{self.sequence} {self.action}"


class ChainEnd(models.Model):
    """The one row that says where the chain ends; whoever adds an entry locks it first."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    head = models.BinaryField(max_length=HEAD_BYTES, default=bytes(HEAD_BYTES))

    class Meta:
        """There is only one."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_has_one_end"),
        ]

    def __str__(self) -> str:
        """Return how long the chain is."""
        return str(self.sequence)


class KeptCheckpoint(models.Model):
    """The one row that stands for every entry up to its last; the database lets it move forward only."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField()
    head = models.BinaryField(max_length=HEAD_BYTES)
    until = models.DateTimeField()
    sealed_at = models.DateTimeField()
    signature = models.BinaryField(max_length=SIGNATURE_BYTES)

    class Meta:
        """There is at most one."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_has_one_checkpoint"),
        ]

    def __str__(self) -> str:
        """Return how many entries it stands for."""
        return str(self.last)
