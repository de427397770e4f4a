"""Words that occur nowhere but in one confidential text, so that wherever they turn up it was shown.

A canary is sown with what is promised of it: which kind of text, of which case, whose information, of which
class, shared or not. The promise is written here by hand, from the promises of the platform, and is compared
with what the application has stored (`test_sowing.py`) and with what it shows (`test_matrix.py`).
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from marac.records import Text

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# In one case throughout: a random token of a form would otherwise pass for a canary now and then.
_WORD = re.compile(r"[Zz]qx[a-z]{9}|ZQX[A-Z]{9}")

# What a referral says is kept a second time in its form, which is a working paper of the office.
IN_THE_FORM = (Text.REFERRAL_FORM, "office")


@dataclass(frozen=True)
class Place:
    """One text in which a canary stands: its kind, case, class, whose it is (none: the meeting's), shared."""

    field: str
    case: str
    section_class: str
    agency: str | None
    is_shared: bool = True


@dataclass(frozen=True)
class Planted:
    """A canary and all its places. `about`: what it is, such as the victim's name."""

    word: str
    about: str
    places: tuple[Place, ...]

    @property
    def case(self) -> str:
        return self.places[0].case

    @property
    def field(self) -> str:
        return self.places[0].field


@dataclass
class Sower:
    """Makes canaries and remembers what is promised of each."""

    planted: dict[str, Planted] = field(default_factory=dict)

    def sow(
        self,
        case: str,
        kind: Text,
        section_class: str,
        agency: str | None = None,
        *,
        about: str = "",
        is_shared: bool = True,
        also: Iterable[tuple[Text, str]] = (),
    ) -> str:
        """A new word, promised for one kind of text and, of the same agency, for those in `also`."""
        word = "zqx" + "".join(secrets.choice(LETTERS) for _ in range(9))
        places = [Place(str(kind), case, section_class, agency, is_shared)]
        places += [Place(str(other), case, its_class, agency, is_shared) for other, its_class in also]
        self.planted[word] = Planted(word, about or str(kind), tuple(places))
        return word

    def name(self, case: str, role: str, agency: str | None, also: Iterable[tuple[Text, str]] = ()) -> str:
        """A person's name."""
        word = self.sow(
            case,
            Text.PARTY_IDENTITY,
            "summary",
            agency,
            about=f"{role}'s name",
            also=(IN_THE_FORM, *also),
        )
        return word.capitalize()

    def contact(self, case: str, role: str, agency: str | None) -> str:
        """Words of an address: of everybody but the perpetrator it is a safe address."""
        its_class = "summary" if role == "perpetrator" else "safe_contact"
        return self.sow(
            case, Text.PARTY_CONTACT, its_class, agency, about=f"{role}'s address", also=(IN_THE_FORM,)
        )

    def summary(self, case: str, agency: str | None, about: str) -> str:
        """A word of what a referral says to everybody invited."""
        return self.sow(case, Text.CASE_SUMMARY, "summary", agency, about=about, also=(IN_THE_FORM,))

    def form(self, case: str, agency: str | None, about: str) -> str:
        """A word of a referral that goes no further than the office."""
        return self.sow(case, Text.REFERRAL_FORM, "office", agency, about=about)


def words_in(text: str) -> set[str]:
    """Every canary in a text, however it is written."""
    return {word.lower() for word in _WORD.findall(text)}
