"""For everybody: screen readers, keyboards, small windows, dark rooms, still screens."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE
from playwright.sync_api import expect

LOOKS = [
    pytest.param({"viewport": viewport, "color_scheme": scheme}, id=f"{name}-{scheme}")
    for name, viewport in (("desktop", DESKTOP), ("phone", PHONE)) for scheme in ("light", "dark")
]


def accessible(page):
    # A fade that is under way would be judged by its half-transparent colours.
    page.evaluate("() => Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations === 1)"
                  ".map(a => a.finished.catch(() => {})))")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    problems = [
        f"{violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in found.response["violations"]
    ]
    assert problems == []


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_is_accessible(window, shared, look):
    made = window(reduced_motion="reduce", **look)
    page = made.tab(shared.url)
    expect(page.get_by_role("heading", name="Sign in to Waggle")).to_be_visible()
    accessible(page)
    fits(page)
    page.get_by_label("Sign-in link or code").fill(shared.link())
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#example-text")).to_contain_text("PRD")
    accessible(page)
    fits(page)
    page.get_by_role("button", name="Send this example").click()
    expect(page.get_by_role("button", name="Approve")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Show commands").click()
    expect(page.locator(".message.out pre").first).to_be_visible()
    accessible(page)
    fits(page)
    page.get_by_role("button", name="Approve").first.click()
    if look["viewport"] == PHONE:
        page.locator("#panel-toggle").click()
    swarm = page.locator(".swarm[open]").first
    expect(swarm.locator(".task-row").first).to_be_visible()
    accessible(page)
    fits(page)
    swarm.locator(".task-row").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("greeting.txt")
    accessible(page)
    fits(page)


def test_new_messages_are_announced(signed_in):
    page, _ = signed_in()
    log = page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    assert log.get_attribute("aria-busy") == "false"
    page.get_by_role("button", name="help", exact=True).click()
    expect(log.locator(".message.out").first).to_be_visible()


def test_everything_works_by_keyboard_alone(signed_in):
    page, _ = signed_in()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.keyboard.type("help")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".message.out").first).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_the_panel_of_a_phone_takes_the_focus_and_gives_it_back(signed_in):
    page, _ = signed_in(viewport=PHONE)
    toggle = page.locator("#panel-toggle")
    assert toggle.get_attribute("aria-expanded") == "false"
    expect(page.get_by_role("complementary")).to_be_hidden()
    toggle.click()
    expect(page.get_by_role("complementary")).to_be_focused()
    assert page.locator("#chat").evaluate("node => node.inert")
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()
    expect(toggle).to_be_focused()
    assert not page.locator("#chat").evaluate("node => node.inert")


def test_the_panel_stays_closed_for_who_closed_it(signed_in):
    page, _ = signed_in()
    expect(page.get_by_role("complementary")).to_be_visible()
    page.locator("#panel-toggle").click()
    expect(page.get_by_role("complementary")).to_be_hidden()
    page.reload()
    expect(page.locator("#panel-toggle")).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("complementary")).to_be_hidden()


def test_nothing_moves_for_who_asked_for_it(signed_in):
    page, _ = signed_in(reduced_motion="reduce")
    page.get_by_role("button", name="help", exact=True).click()
    expect(page.locator(".message.out").first).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


def test_loading_does_not_shift_the_page(signed_in):
    page, _ = signed_in()
    page.get_by_role("button", name="help", exact=True).click()
    expect(page.locator(".message.out").first).to_be_visible()
    page.reload()
    expect(page.locator(".message.out").first).to_be_visible()
    shift = page.evaluate(
        """() => new Promise(resolve => {
          new PerformanceObserver(list => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(0), 300);
        })""")
    assert shift < 0.05
