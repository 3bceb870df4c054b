"""Signing in with a link, and out again."""

from playwright.sync_api import expect
from waggle import LINK


def test_a_link_signs_in_and_leaves_the_address(window, shared):
    page = window().tab(shared.link())
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    assert page.url == f"{shared.url}/"
    cookie, = page.context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"


def test_a_link_works_once(window, shared):
    link = shared.link()
    page = window().tab(link)
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    second = window().tab(link)
    expect(second.get_by_role("alert")).to_contain_text("used before or has expired")
    expect(second.get_by_label("Message", exact=True)).to_be_hidden()


def test_without_a_code_the_page_says_how_to_get_one(window, shared):
    page = window().tab(shared.url)
    expect(page.get_by_text("waggle token create --page")).to_be_visible()
    page.get_by_label("Sign-in link or code").fill("wg_123")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("no sign-in link or code")
    page.get_by_label("Sign-in link or code").fill(shared.link())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()


def test_the_link_of_the_command_line_opens_the_page(window, shared):
    page = window().tab(LINK.search(shared.command("token", "create", "--page"))[0])
    expect(page.get_by_label("Message", exact=True)).to_be_visible()


def test_signing_out_ends_all_tabs(signed_in, shared):
    page, window = signed_in()
    other = window.tab(shared.url)
    expect(other.get_by_label("Message", exact=True)).to_be_visible()
    cookie, = page.context.cookies()
    cookie = f"{cookie['name']}={cookie['value']}"
    assert shared.call("GET", "/v1/me", cookie=cookie).status == 200
    page.get_by_role("button", name="Sign out").click()
    for tab in (page, other):
        expect(tab.get_by_role("heading", name="Sign in to Waggle")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in to Waggle")).to_be_visible()
    # A copy of the cookie is worth nothing any more.
    assert shared.call("GET", "/v1/me", cookie=cookie).status == 401
