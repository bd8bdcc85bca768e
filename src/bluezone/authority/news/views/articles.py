"""Articles: the list of a section, one with its versions and its preview, writing, publishing, withdrawing."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import needs
from bluezone.authority.cases.services.doing import local_day
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.list_files import Listed, is_file_wanted, list_file
from bluezone.authority.documents.tables import Cell
from bluezone.authority.feeds.services import standing
from bluezone.authority.feeds.showing import in_words, out_at_once, tried
from bluezone.authority.news.forms import ArticleForm, IsolationForm
from bluezone.authority.news.models import Article, ArticleVersion
from bluezone.authority.news.queries import Shown, articles_in, shown_of
from bluezone.authority.news.refusals import REFUSALS
from bluezone.authority.news.rules.texts import Section, Words
from bluezone.authority.news.services import (
    begin,
    edit_article,
    move_article,
    publish_article,
    withdraw_article,
    words_of,
    write_article,
)
from bluezone.authority.news.views.parts import EDIT, PURPOSE, crumbs, doing, revision_in, screens
from bluezone.authority.news.wording import SECTIONS
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.signed_feeds import FeedKind


@needs(EDIT)
@require_GET
def bulletin(request: Request) -> HttpResponse:
    """Show a section of the bulletin; the first opening takes over what was published before."""
    present = begin(doing(request))
    section = _section(request.GET.get("section", Section.NEWS))
    words = request.GET.get("q", "").strip()
    rows = articles_in(section, words)
    if is_file_wanted(request):
        return _file(request, section, rows)
    facts = {
        "section": section.value,
        "title": SECTIONS[section],
        "sections": [(each.value, label) for each, label in SECTIONS.items()],
        "rows": rows,
        "words": words,
        "bulletin": present,
        "form": IsolationForm(initial={"days": present.isolation_days}),
        "standing": standing(FeedKind.NEWS, request.moment),
        "crumbs": crumbs(),
    }
    return render(request, "news/bulletin.html", facts)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def write(request: Request, section: str) -> HttpResponse:
    """Write a new article as a draft."""
    where = _section(section)
    form = ArticleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = write_article(where, form.words(), doing(request))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
        else:
            messages.success(request, _("Saved as a draft. Look at it as a phone shows it, then publish."))
            return redirect("news:article", made.pk)
    return _form_page(request, form, where, Crumb(_("New text")))


@needs(EDIT)
@require_GET
def article(request: Request, article_id: UUID) -> HttpResponse:
    """Show an article as phones show it, with its versions."""
    shown = shown_of(_article(article_id))
    facts = {
        "shown": shown,
        "section": SECTIONS[Section(shown.article.section)],
        "screens": screens(words_of(shown.newest)),
        "versions": list(shown.article.versions.all()),
        "crumbs": crumbs(_to_section(Section(shown.article.section)), Crumb(shown.newest.title_vi)),
    }
    return render(request, "news/article.html", facts)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: Request, article_id: UUID) -> HttpResponse:
    """Write the next version of an article; when somebody else was faster, both stand on the page."""
    shown = shown_of(_article(article_id))
    newest = shown.newest
    form = ArticleForm(request.POST or None, initial=_typed(words_of(newest)))
    theirs: ArticleVersion | None = None
    if request.method == "POST" and form.is_valid():
        try:
            edit_article(shown.article, form.words(), doing(request), revision_in(request))
        except RuleViolation as refused:
            form.add_error(None, in_words(refused, REFUSALS))
            theirs = newest if refused.code == "article_changed" else None
        else:
            messages.success(request, _("Saved. What is public stays public until you publish this version."))
            return redirect("news:article", shown.article.pk)
    revision = shown.article.revision if theirs or request.method == "GET" else revision_in(request)
    step = Crumb(newest.title_vi, reverse("news:article", args=[shown.article.pk]))
    facts = {"theirs": screens(words_of(theirs)) if theirs else [], "revision": revision}
    return _form_page(request, form, Section(shown.article.section), step, Crumb(_("Edit")), **facts)


@needs(EDIT)
@require_POST
def preview(request: Request) -> HttpResponse:
    """Answer a form that is being typed with what a phone would show."""
    given = request.POST
    words = Words(*(given.get(name, "") for name in ("title_vi", "title_en", "text_vi", "text_en")))
    return render(request, "news/parts/screens.html", {"screens": screens(words)})


@needs(EDIT)
@require_POST
def publish(request: Request, article_id: UUID) -> HttpResponse:
    """Make the newest version public."""
    row = _article(article_id)
    if tried(request, lambda: publish_article(row, doing(request), revision_in(request)), REFUSALS):
        out_at_once(request, FeedKind.NEWS, _("Published."))
    return redirect("news:article", row.pk)


@needs(EDIT)
@require_POST
def withdraw(request: Request, article_id: UUID) -> HttpResponse:
    """Take an article out of sight."""
    row = _article(article_id)
    if tried(request, lambda: withdraw_article(row, doing(request), revision_in(request)), REFUSALS):
        out_at_once(request, FeedKind.NEWS, _("Withdrawn."))
    return redirect("news:article", row.pk)


@needs(EDIT)
@require_POST
def move(request: Request, article_id: UUID) -> HttpResponse:
    """Move an article up or down in its section."""
    row = _article(article_id)
    move_article(row, doing(request), up=request.POST.get("way") != "down")
    out_at_once(request, FeedKind.NEWS, _("Moved."))
    return redirect(f"{reverse('news:bulletin')}?section={row.section}")


def _file(request: Request, section: Section, rows: list[Shown]) -> HttpResponse:
    headings = [
        _("Title"),
        _("Title in English"),
        _("State"),
        _("Version"),
        _("Saved"),
        _("Text"),
        _("Text in English"),
    ]
    return list_file(request, Listed(section.value, "news", PURPOSE, headings, map(_line, rows)))


def _line(shown: Shown) -> list[Cell]:
    said = shown.newest
    about: list[Cell] = [said.title_vi, said.title_en, _state(shown), said.number, local_day(said.saved_at)]
    return [*about, said.text_vi, said.text_en]


def _state(shown: Shown) -> str:
    if shown.public is not None:
        return _("public, with a newer draft") if shown.waits else _("public")
    return _("withdrawn") if shown.newest.withdrawn_at else _("draft")


def _article(article_id: UUID) -> Article:
    return get_object_or_404(Article.objects.prefetch_related("versions"), pk=article_id)


def _section(word: str) -> Section:
    try:
        return Section(word)
    except ValueError:
        raise Http404 from None


def _to_section(section: Section) -> Crumb:
    return Crumb(capfirst(str(SECTIONS[section])), f"{reverse('news:bulletin')}?section={section}")


def _typed(words: Words) -> dict[str, str]:
    return {
        "title_vi": words.title_vi,
        "title_en": words.title_en,
        "text_vi": words.text_vi,
        "text_en": words.text_en,
    }


def _form_page(request: Request, form: ArticleForm, section: Section, *steps: Crumb, **further: object) -> HttpResponse:
    typed = {name: str(form[name].value() or "") for name in _typed(Words("", "", "", ""))}
    facts = {
        "form": form,
        "section": section.value,
        "title": steps[-1].label,
        "screens": screens(Words(**typed)),
        "back": steps[0].address or f"{reverse('news:bulletin')}?section={section}",
        "crumbs": crumbs(_to_section(section), *steps),
        **further,
    }
    return render(request, "news/write.html", facts, status=409 if request.method == "POST" else 200)
