"""Which feeds were issued: kind, number, digest; the feed itself is a file of the keyserver."""

from typing import ClassVar

from django.db import models


class FeedIssue(models.Model):
    """One signed feed that was handed to the keyserver: its kind, number and digest."""

    kind = models.CharField(max_length=12)
    sequence = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; the number counts up a kind."""

        ordering: ClassVar = ["kind", "-sequence"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "sequence"], name="feed_issue_once")]

    def __str__(self) -> str:
        """Return kind and number."""
        return f"{self.kind} {self.sequence}"
