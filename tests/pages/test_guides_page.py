"""The guided paths: each ends with a verdict, and a draft becomes an ICP beside the others with one click."""

import pytest

from icp_core.store import Store
from pages.ui import guides_view
from tests.pages.conftest import open_app, words_of


def on(part: str):
    app = open_app().switch_page("pages/steps/guides.py").run()
    app.session_state["guide"] = part
    app.run()
    assert not app.error, words_of(app)
    return app


def declared():
    (made,) = Store().list_workspaces()
    return Store().load(made.id).profiles


@pytest.mark.parametrize("part", guides_view.WHEN)
def test_each_path_answers_its_questions_in_order(sample, part):
    app = on(part)
    numbers = [header.value.split(".")[0] for header in app.subheader]
    assert numbers == [str(place) for place in range(1, len(numbers) + 1)]
    assert len(numbers) >= 4
    assert "How we got there" in [header.value for header in app.header]


def test_the_draft_of_the_lost_icp_is_declared_beside_the_others_with_one_click(sample):
    before = declared()
    app = on(guides_view.LOST)
    app.button("guide_draft:Lost ICP").click().run()
    after = declared()
    assert len(after) == len(before) + 1
    assert after[: len(before)] == before
    assert [toast.value for toast in app.toast] == [f"Draft saved as '{after[-1].name}'."]
    assert "guide_draft:Lost ICP" not in [button.key for button in app.button]
    app.button("open:guide_draft:Lost ICP").click().run()
    assert [title.value for title in app.title] == ["Whom do you want to win?"]
    assert f"**{after[-1].name}**" in words_of(app)
