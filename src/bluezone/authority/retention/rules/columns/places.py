"""Tables of places and hotspots: what is offered, confirmed, inspected, checked; nobody's guests."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Table, Whose, Why

TABLES: Final = (
    Table(
        "venues_venuemove",
        "địa điểm chuyển từ xã nào sang xã nào",
        "moves of venues from commune to commune",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; venue_id; origin_id: commune before; unit_id: commune afterwards; day; moment; actor",
    ),
    Table(
        "venue_register_registration",
        "đơn đăng ký địa điểm của chủ địa điểm",
        "places as their owners offered them",
        Whose.CITIZEN,
        Why.CAMPAIGN,
        Kept.REGISTRATION,
        "id; reference: what the owner quotes; unit_id; kind; name: name of the place; spelling: the name as two "
        "spellings are the same; folded: the name without case and marks, for the search; sealed_phone: telephone of "
        "the owner, sealed; token_hash: SHA-256 of the owner's link; consented_at: when the owner agreed to "
        "inspections; registered_at: when it came in; state; reason: word of a list; decided_at; decided_by: who "
        "decided, as the audit names people; venue_id",
    ),
    Table(
        "venue_register_ownerwish",
        "đề nghị của chủ địa điểm",
        "what owners ask for",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.REGISTRATION,
        "id; registration_id: of which registration; kind; name: new name of the place; unit_id; asked_at: when it "
        "was asked; state; settled_at; settled_by: who settled it, as the audit names people",
    ),
    Table(
        "venue_register_inspection",
        "các lần kiểm tra áp phích",
        "inspections of posters",
        Whose.OFFICER,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; venue_id; day; outcome: what was seen; version: which poster; received_at; actor; supersedes_id: what it "
        "replaces",
    ),
    Table(
        "venue_register_hotspot",
        "điểm wifi công cộng",
        "public wifi networks",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; venue_id; keeper_id: body that keeps it; ssid: name of the network; folded: network, place and operator for the search; place: "
        "where it is; operator: the body that runs it; tier: what its equipment can do; note: words of the installer; "
        "key_hash: SHA-256 of its key; key_made_at: when the key was made; registered_at: when it came in; created_by; "
        "closed_at",
    ),
    Table(
        "venue_register_hotspotcheck",
        "các lần máy kiểm tra điểm wifi",
        "checks of wifi networks by machines",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.HOTSPOT_CHECK,
        "id; hotspot_id: which network; checked_at: when the machine looked; received_at; same_network: whether it bore "
        "the registered name; verdict: what was found; tier: what the equipment did; findings: which probe came to "
        "what, no address of any device; page_bytes: size of the notice; program: name and version of the program",
    ),
    Table(
        "venue_register_hotspotday",
        "số lần máy kiểm tra theo ngày",
        "counts of checks a day",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; hotspot_id: which network; day; good: count; missing: count; broken: count",
    ),
)
