"""One's own account: the browsers that are signed in, in words that a person knows."""

import pytest

from tests.test_accounts.front_door import knock
from tests.world import World

ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"
SAID = {
    f"Mozilla/5.0 (Windows NT 10.0) {ENGINE} Chrome/140.0.0.0 Safari/537.36 Edg/140.0": "Edge on Windows",
    f"Mozilla/5.0 (X11; Linux x86_64) {ENGINE} Chrome/140.0.0.0 Safari/537.36": "Chrome on Linux",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {ENGINE} Version/18.0 Safari/604.1": "Safari on iPhone",
    "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Windows",
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
}


@pytest.mark.parametrize("agent", SAID)
def test_a_browser_is_named_as_a_person_would(agent: str, world: World) -> None:
    client = world.client()
    client.client.environ_base["HTTP_USER_AGENT"] = agent
    assert knock(client, "polly@people.example").status_code == 303
    assert SAID[agent] in client.get("/account").text
