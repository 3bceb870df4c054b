"""Chromium, the running product, and people in front of it."""

import pathlib
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright
from waggle import Waggle

DESKTOP = {"width": 1280, "height": 820}
PHONE = {"width": 360, "height": 740}
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared():
    """One product for all tests that leave it running."""
    waggle = Waggle()
    yield waggle
    waggle.close()


@pytest.fixture
def waggle():
    """A product of the test's own."""
    waggle = Waggle()
    yield waggle
    waggle.close()


class Window:
    """A browser of its own, with everything it complained about."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**{"viewport": DESKTOP, **options})
        self.context.set_default_timeout(15_000)
        self.complaints = []
        self.requests = []
        self.context.on("request", lambda request: self.requests.append(request))
        # Violations of the policy, wherever they happen; a dialog would be a script that ran.
        self.context.add_init_script(
            "addEventListener('securitypolicyviolation', event =>"
            " console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));")
        self.context.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.accept()))
        self.context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.context.on("console", self.note)

    def note(self, message):
        # A refused or failed request is logged by the browser whatever the page makes of it.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def tab(self, address):
        page = self.context.new_page()
        page.goto(address)
        return page

    def posts(self, path):
        return [request for request in self.requests if request.method == "POST" and request.url.endswith(path)]


@pytest.fixture
def window(browser):
    """Makes windows; in the end none may have complained."""
    windows = []

    def make(**options):
        windows.append(Window(browser, **options))
        return windows[-1]

    yield make
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.context.close()
    assert complaints == []


@pytest.fixture
def signed_in(window, shared):
    """Opens the page as somebody new: `page, window = signed_in()`."""

    def enter(waggle=shared, **options):
        made = window(**options)
        page = made.tab(waggle.link())
        expect(page.get_by_label("Message", exact=True)).to_be_visible()
        expect(page.locator("#connection[data-state=live]")).to_have_text("Live")
        return page, made

    return enter


@pytest.fixture(scope="session")
def todo():
    """The PRD of eight tasks."""
    return pathlib.Path(__file__).resolve().parents[2] / "examples" / "todo.md"
