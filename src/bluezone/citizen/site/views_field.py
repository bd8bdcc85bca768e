"""The field's pages; they speak to this site alone, and borrow modules of the citizen's pages beside them."""

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody
from bluezone.citizen.serving import INDEX
from bluezone.citizen.site.folders import file_answer, setting_answer
from bluezone.rollout.fieldwork.folder import PAGES


@asks_nobody
@csp_exempt()
@xframe_options_exempt
@require_safe
def page(request: HttpRequest, path: str = INDEX) -> HttpResponse:
    """Answer one file of the field's pages."""
    return file_answer(request, PAGES, path, keys="")


@asks_nobody
@csp_exempt()
@xframe_options_exempt
@require_safe
def config(request: HttpRequest) -> HttpResponse:
    """Tell the field's pages in whose name they speak."""
    return setting_answer(request, keys="", fingerprint="")
