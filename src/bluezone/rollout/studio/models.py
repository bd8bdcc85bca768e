"""Texts with their versions, what reviewers said, what was printed for whom, and counts without people."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.authority.territory.models import Unit
from bluezone.rollout.studio.rules.languages import TAGS
from bluezone.rollout.studio.rules.review import Step
from bluezone.rollout.studio.rules.words import Form, Message, State
from bluezone.rollout.studio.wording import FORMS, MESSAGES, STATES, STEPS


class StudioText(models.Model):
    """One version of what a message says in one language; its words never change, a changed text is the next version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.CharField(_("message"), max_length=10, choices=[(each.value, MESSAGES[each]) for each in Message])
    language = models.CharField(_("language"), max_length=8, help_text="A BCP 47 tag of rules.languages.")
    version = models.PositiveIntegerField(_("version"))
    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("below the headline"), max_length=400)
    steps = models.JSONField(_("steps"), help_text="A list of texts.")
    promise = models.TextField(_("promise"), max_length=500)
    loudspeaker = models.TextField(_("loudspeaker"), max_length=3000, blank=True)
    radio_30 = models.TextField(_("radio, 30 seconds"), max_length=1000, blank=True)
    radio_60 = models.TextField(_("radio, 60 seconds"), max_length=2000, blank=True)
    sms_accented = models.TextField(_("SMS with diacritics"), max_length=200, blank=True)
    sms_plain = models.TextField(_("SMS without diacritics"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=[(each.value, STATES[each]) for each in State], default=State.WRITTEN.value
    )
    author = models.CharField(max_length=50, help_text="Who wrote it, as the audit names people.")
    written_at = models.DateTimeField(_("written at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        """By message and language, the newest version first."""

        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering: ClassVar = ["message", "language", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "language", "version"], name="studio_text_version_once"),
            models.UniqueConstraint(
                fields=["message", "language"],
                condition=Q(state=State.RELEASED.value),
                name="studio_text_released_once",
            ),
            models.CheckConstraint(
                condition=Q(message__in=[each.value for each in Message]), name="studio_message_known"
            ),
            models.CheckConstraint(condition=Q(language__in=[*TAGS]), name="studio_language_known"),
            models.CheckConstraint(condition=Q(state__in=[each.value for each in State]), name="studio_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.RELEASED.value) | Q(released_at__isnull=False), name="studio_release_dated"
            ),
        ]

    def __str__(self) -> str:
        """Return message, language and version."""
        return f"{self.message} {self.language} {self.version}"


class Review(models.Model):
    """One step that somebody took with a text; only added to."""

    text = models.ForeignKey(StudioText, models.CASCADE, related_name="reviews")
    step = models.CharField(_("step"), max_length=10, choices=[(each.value, STEPS[each]) for each in Step])
    actor = models.CharField(max_length=50)
    moment = models.DateTimeField(_("when"))
    native = models.CharField(
        _("native speaker of"), max_length=8, blank=True, help_text="The tag that the reviewer declared."
    )
    remark = models.TextField(_("remark"), max_length=1000, blank=True)

    class Meta:
        """In the order in which they were taken."""

        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering: ClassVar = ["moment", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(step__in=[each.value for each in Step]), name="studio_step_known")
        ]

    def __str__(self) -> str:
        """Return the step."""
        return self.step


class Material(models.Model):
    """A file that was made of a released text, once; it never changes under its name."""

    text = models.ForeignKey(StudioText, models.CASCADE, related_name="materials")
    form = models.CharField(_("form"), max_length=14, choices=[(each.value, FORMS[each]) for each in Form])
    name = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="In bytes.")
    is_trial = models.BooleanField(help_text="Whether the file says that it is a trial.")
    made_at = models.DateTimeField()

    class Meta:
        """By form."""

        ordering: ClassVar = ["text", "form"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PrintOrder(models.Model):
    """What somebody asked to be printed for many units, and how far it is; forgotten after a day with its file."""

    class Progress(models.TextChoices):
        """How far an order is."""

        WAITING = "waiting", _("waits for the printing room")
        PRINTING = "printing", _("is being set")
        DONE = "done", _("is ready")
        REFUSED = "refused", _("could not be printed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(StudioText, models.CASCADE, related_name="+")
    form = models.CharField(max_length=14, choices=[(each.value, FORMS[each]) for each in Form])
    units = models.JSONField(help_text="The ids of the units, in the order of the pages.")
    state = models.CharField(max_length=10, choices=Progress.choices, default=Progress.WAITING)
    refusal = models.CharField(max_length=40, blank=True, help_text="The code of the rule that refused it.")
    digest = models.CharField(max_length=64, blank=True)
    actor = models.CharField(max_length=50)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        """Return the beginning of the id."""
        return str(self.id)[:8]


class DownloadCount(models.Model):
    """How often a form was taken away on a day in a language; of nobody in particular."""

    day = models.DateField()
    form = models.CharField(max_length=14, choices=[(each.value, FORMS[each]) for each in Form])
    language = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-day", "form", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "form", "language"], name="studio_download_once")
        ]

    def __str__(self) -> str:
        """Return the count."""
        return str(self.count)


class ScanCount(models.Model):
    """How often the address on a unit's posters was opened on a day; of nobody in particular."""

    day = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    count = models.PositiveIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-day", "unit"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "unit"], name="studio_scan_once")]

    def __str__(self) -> str:
        """Return the count."""
        return str(self.count)
