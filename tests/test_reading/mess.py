"""Ways in which people fill a box, with the truth of each: the seed of forms that no one has written yet.

The words are none of those on the example forms. Phones, names and places are plain fictions.
"""

from typing import NamedTuple

Warned = tuple[str, str]


class Way(NamedTuple):
    """What stands in the box, the leaves that a right reading gives, and the warnings it must give."""

    written: str
    leaves: dict[str, object]
    warned: tuple[Warned, ...] = ()


# The label of each box in layouts A, B and C.
LABELS: dict[str, dict[str, str]] = {
    "referral_date": {"A": "Date of referral", "B": "Date of this referral", "C": "Date"},
    "victim_name": {"A": "Victim name", "B": "Full name", "C": "Name"},
    "victim_birth": {"A": "Victim DOB", "B": "DOB", "C": "DOB"},
    "victim_address": {"A": "Victim address", "B": "Home address", "C": "Address"},
    "victim_phone": {"A": "Telephone number", "B": "Contact number", "C": "Phone"},
    "safe": {
        "A": "Is this number safe to call?",
        "B": "Safe to contact on this number?",
        "C": "Safe to call",
    },
    "gender": {"A": "Gender", "B": "Gender", "C": "Gender"},
    "interpreter": {"A": "Interpreter needed", "B": "Interpreter / language", "C": "Interpreter"},
    "perpetrator_name": {"A": "Perpetrator name", "B": "Name", "C": "Perpetrator name"},
    "perpetrator_birth": {"A": "Perpetrator DOB", "B": "D.O.B.", "C": "D.O.B"},
    "perpetrator_address": {"A": "Address", "B": "Address", "C": "Perpetrator address"},
    "consent": {"A": "Has consent been given?", "B": "Consent?", "C": "Consent"},
    "restriction": {
        "A": "Agencies that must not see this form",
        "B": "Conflict of interest (who must not receive this)",
    },
}


def _dates(written: list[str], day: str | None, kind: str = "") -> list[Way]:
    warned = ((("referral_date", kind),)) if kind else ()
    return [Way(text, {"referral_date": day}, warned) for text in written]


def _births(path: str, written: list[str], day: str | None, kind: str = "") -> list[Way]:
    warned = (((f"{path}.date_of_birth", kind),)) if kind else ()
    return [Way(text, {f"{path}.date_of_birth": day}, warned) for text in written]


def _births_of(path: str) -> list[Way]:
    return [
        *_births(
            path, ["5/9/88", "05.09.1988", "5 Sept 88", "5th September 1988", "05-Sep-1988"], "1988-09-05"
        ),
        *_births(
            path, ["5 Medi 1988", "05–09–1988", "5 Sep ’88", "05 09 1988", "5 / 9 / 1988"], "1988-09-05"
        ),
        *_births(path, ["29/02/1988", "29.2.88"], "1988-02-29"),
        *_births(path, ["29/02/1987", "09/25/1988", "31 April 1990", "12/03/0088"], None, "impossible"),
        *_births(
            path,
            ["aged 37", "37 yrs", "approx 37", "c1988", "Sept 1988", "??/09/1988", "l5/09/1988"],
            None,
            "age_only",
        ),
        *_births(path, ["5th September", "mid thirties", "as above", "5/9"], None, "unclear"),
        *_births(path, ["N/K", "unk", "?", "not yet known", "tba"], None, "not_known"),
        *_births(path, ["5/9/88 approx", "05/09/1988 or 06/09/1988"], "1988-09-05", "doubtful"),
        *_births(path, ["5/9/2077"], "2077-09-05", "in_future"),
    ]


def _names(written: str, name: str, *aliases: str) -> Way:
    return Way(written, {"perpetrators[0].name": name, "perpetrators[0].aliases": list(aliases)})


UNSAFE = (("victim.contact_notes", "unsafe_contact"),)
WITHHELD = (("victim.address", "withheld_address"),)
RESTRICTED = (("information_restrictions", "restriction"),)


def _phone(written: str, digits: str | None, notes: str | None = None, kind: str = "") -> Way:
    leaves = {"victim.phone": digits, "victim.contact_notes": notes}
    return Way(written, leaves, UNSAFE if notes else (("victim.phone", kind),) if kind else ())


def _address(written: str, is_withheld: bool) -> Way:
    leaves = {"victim.address": None if is_withheld else written, "victim.address_withheld": is_withheld}
    return Way(written, leaves, WITHHELD if is_withheld else ())


def _safe(written: str, value: bool | None, kind: str = "") -> Way:
    return Way(written, {"victim.safe_to_call": value}, UNSAFE if kind == "unsafe" else ())


def _consent(written: str, value: bool | None, kind: str = "") -> Way:
    return Way(written, {"consent_given": value}, (("consent_given", kind),) if kind else ())


def _abode(written: str) -> Way:
    return Way(written, {"perpetrators[0].address": None, "perpetrators[0].no_fixed_abode": True})


MESS: dict[str, list[Way]] = {
    "referral_date": [
        *_dates(["12/3/26", "12.03.2026", "12 Mar 26", "Thurs 12th March 2026", "12-MAR-26"], "2026-03-12"),
        *_dates(["12‑03‑2026", "12 Mch 2026", "12 Mawrth 2026", "12 Mar ‘26", "2026-03-12"], "2026-03-12"),
        *_dates(["12/03/2026 (by phone)", "12,03,2026", "the 12th day of March 2026"], "2026-03-12"),
        *_dates(["12th March", "Mar-26", "w/c 12/03", "yesterday", "I2/03/2026"], None, "unclear_date"),
        *_dates(["30/02/2026", "03/25/2026", "29/02/2026"], None, "impossible_date"),
    ],
    "victim_name": [
        Way(name, {"victim.name": name})
        for name in ["O'GRADY, Róisín", "Ms Zoë d’Souza-McBride", "Ngọc Ánh", "Cerys Llŷn (née Dŵr)", "Bo"]
    ]
    + [Way("see above", {"victim.name": None}, (("victim.name", "elsewhere"),))],
    "victim_birth": _births_of("victim"),
    "victim_address": [
        _address("Flat 3,\n8 Fiction Parade,\nNowhere\nzz12 3ab", False),
        _address("8 Refuge Parade, Nowhere ZZ12 3AB", False),
        _address("The Old Forge, Nowhere", False),
        *(
            _address(written, True)
            for written in [
                "Safe house",
                "Suppressed at her request",
                "See Idva",
                "Request from referrer",
                "Redacted",
                "NOT TO APPEAR ON ANY PAPERS",
                "held securely by police",
                "Secure accommodation",
            ]
        ),
        Way("as above", {"victim.address": "as above"}, (("victim.address", "elsewhere"),)),
    ],
    "victim_phone": [
        *(
            _phone(written, "07700900555")
            for written in [
                "+44 7700 900555",
                "(0044) 7700-900-555",
                "Mob. 07700.900.555",
                "07700 900555 (mobile)",
                "07700/900555",
                "7700 900555",
                "07700\u00a0900\u00a0555",
            ]
        ),
        _phone("07700 900555 - never leave a voicemail", "07700900555", "never leave a voicemail"),
        _phone("07700 90055", None, kind="unclear_phone"),
        _phone("ask her worker", None, kind="unclear_phone"),
        _phone("+48 600 123 456", None, kind="unclear_phone"),
    ],
    "safe": [
        _safe("Yes", True),
        _safe("Safe", True),
        _safe("OK after 6pm", True, "unsafe"),
        _safe("No!", False, "unsafe"),
        _safe("Not safe", False, "unsafe"),
        _safe("Do not ring - he has the phone", False, "unsafe"),
        _safe("unsafe at weekends", False, "unsafe"),
        _safe("N/K", None),
    ],
    "gender": [
        Way("Woman", {"victim.gender": "female"}),
        Way("M", {"victim.gender": "male"}),
        Way("NB", {"victim.gender": "non-binary"}),
        Way("Female / Male", {"victim.gender": None}, (("victim.gender", "both_ticked"),)),
        Way("prefer not to say", {"victim.gender": None}),
    ],
    "interpreter": [
        Way("Tigrinya", {"victim.interpreter": "Tigrinya"}),
        Way("Yes (BSL)", {"victim.interpreter": "Yes (BSL)"}),
        Way("Not needed, good English", {"victim.interpreter": None}),
        Way("Welsh speaker, no interpreter", {"victim.interpreter": None}),
    ],
    "perpetrator_name": [
        _names("Des Quill formerly Des Inkwell", "Des Quill", "Des Inkwell"),
        _names('Des "Nib" Quill', "Des Quill", "Nib"),
        _names("Des ‘Nib’ Quill", "Des Quill", "Nib"),
        _names("Des Quill; A.K.A. Nib", "Des Quill", "Nib"),
        _names("Des Quill\nalias Nib", "Des Quill", "Nib"),
        _names("Dee Quill (née Inkwell)", "Dee Quill", "Inkwell"),
        _names("Des Quill, goes by Nib or Nibs", "Des Quill", "Nib", "Nibs"),
        _names("QUILL, Des", "QUILL, Des"),
        _names("Mr Des Quill (Snr)", "Mr Des Quill (Snr)"),
        _names("Séamus d'Arcy-MacQuill", "Séamus d'Arcy-MacQuill"),
    ],
    "perpetrator_birth": _births_of("perpetrators[0]"),
    "perpetrator_address": [
        *(_abode(written) for written in ["N/F/A", "Sofa surfs", "no settled address", "Living in his car"]),
        *(_abode(written) for written in ["couch surfing", "Sleeps rough", "of no abode"]),
        Way(
            "Same as victim",
            {"perpetrators[0].address": "Same as victim"},
            (("perpetrators[0].address", "elsewhere"),),
        ),
    ],
    "consent": [
        *(
            _consent(text, True)
            for text in ["Yes x    No", "{x} Yes { } No", "√ Yes    No", "Yes: X No:", "☑ Y ☐ N"]
        ),
        *(_consent(text, True) for text in ["Given", "✔", "Yes / No - yes", "Yes ☒ No ☐ by phone"]),
        *(
            _consent(text, False)
            for text in ["Yes    No ✔", "Refused", "not given", "☐ Yes ⊠ No", "[ ] Yes [√] No"]
        ),
        *(
            _consent(text, None, "both_ticked")
            for text in ["Yes/No*", "Yes / No (please circle)", "(Yes) No"]
        ),
        *(_consent(text, None, "unclear") for text in ["Yes ✓ No", "to follow", "Yes ☒ No ☐ Not known"]),
        *(_consent(text, None) for text in ["☐ Yes ☐ No ☒ Unsure", "n/a", "?"]),
    ],
    "restriction": [
        Way(words, {"information_restrictions": [words]}, RESTRICTED)
        for words in [
            "Fiction Dental Practice - his partner is the receptionist",
            "Leave the leisure centre out: works there",
            "College nurse is perp's mother",
        ]
    ],
}
