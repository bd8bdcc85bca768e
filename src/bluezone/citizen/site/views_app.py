"""The citizen's pages, served from the package's own folder."""

from csp.decorators import csp_exempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody
from bluezone.citizen.serving import INDEX, PAGES
from bluezone.citizen.site.folders import file_answer, setting_answer


@asks_nobody
@csp_exempt()
@xframe_options_exempt
@require_safe
def page(request: HttpRequest, path: str = INDEX) -> HttpResponse:
    """Answer one file of the citizen's pages."""
    return file_answer(request, PAGES, path, keys=settings.KEYS_ORIGIN)


@asks_nobody
@csp_exempt()
@xframe_options_exempt
@require_safe
def config(request: HttpRequest) -> HttpResponse:
    """Tell the citizen's pages where they are and in whose name they speak."""
    return setting_answer(request, keys=settings.KEYS_ORIGIN, fingerprint=settings.ROOT_FINGERPRINT)
