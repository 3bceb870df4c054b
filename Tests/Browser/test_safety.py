"""Whatever people and agents write stays text; other sites and other names of this host get nothing."""

import http.client

import pytest
from playwright.sync_api import Error, expect

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script><svg/onload=alert(3)>'


def inert(page):
    """No element came out of hostile text."""
    assert page.locator("img, iframe, script:not([src]), svg[onload]").count() == 0


def prd(title, task):
    return "\n".join([
        f"# PRD: {title}", "", "## Requirements", "", f"- R1: {HOSTILE}", "", "## Tasks", "", f"### 1. {task}", "",
        "Covers: R1", "", "```sh run", f"printf '%s\\n' '{HOSTILE}'; echo x > file", "```", "", "```sh check",
        "test -f file", "```", "",
    ])


def test_hostile_text_stays_text_everywhere(signed_in, waggle):
    page, _ = signed_in(waggle)
    field = page.get_by_label("Message", exact=True)
    field.fill(f"{HOSTILE} [click](javascript:alert(4)) *bold* `code`")
    field.press("Enter")
    expect(page.locator(".message.in[data-id]")).to_contain_text("onerror=alert(1)")
    expect(page.locator(".message.out").first).to_be_visible()

    page.set_input_files("#file", {
        "name": f"{HOSTILE.replace('/', '')}.md", "mimeType": "text/markdown",
        "buffer": prd(f"Shop {HOSTILE}", f"Build {HOSTILE}").encode(),
    })
    expect(page.locator(".chips")).to_contain_text("onerror=alert(1)")
    inert(page)
    field.fill("build this")
    field.press("Enter")
    page.get_by_role("button", name="Approve").click(timeout=60_000)
    row = page.locator(".task-row").first
    expect(row).to_contain_text("onerror=alert(1)")
    expect(row.locator(".chip")).to_have_text("done", timeout=60_000)
    row.click()
    expect(page.locator("#task-log")).to_contain_text(HOSTILE)
    expect(page.locator("#task-title")).to_contain_text("onerror=alert(1)")
    inert(page)
    page.reload()
    expect(page.locator(".message.out").first).to_be_visible()
    inert(page)
    assert page.locator("a[href^='javascript']").count() == 0


def test_the_policy_stops_what_would_get_through(browser, shared):
    # The control of the test above: with hostile markup forced into the page, the browser refuses it.
    context = browser.new_context()
    page = context.new_page()
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.accept()))
    page.goto(shared.url)
    expect(page.get_by_role("heading", name="Sign in to Waggle")).to_be_visible()
    with pytest.raises(Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<img src=x onerror=alert(1)>'")
    blocked = page.evaluate(
        """() => new Promise(resolve => {
          addEventListener("securitypolicyviolation", event => resolve(event.violatedDirective));
          const image = document.createElement("img");
          image.src = "https://example.org/x.png";
          document.body.append(image);
        })""")
    assert blocked.startswith("img-src")
    with pytest.raises(Error):
        page.evaluate("const made = document.createElement('script'); made.text = 'alert(1)'; document.body.append(made)")
    assert alerts == []
    context.close()


def test_the_page_asks_only_its_own_host(signed_in, shared):
    page, window = signed_in()
    assert {request.url.split("/")[2] for request in window.requests} == {f"127.0.0.1:{shared.port}"}


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/page/page.css"])
def test_files_carry_the_policy(shared, path):
    answer = shared.call("GET", path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def raw(waggle, method, path, headers, body=b""):
    connection = http.client.HTTPConnection("127.0.0.1", waggle.port, timeout=10)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"content-length": str(len(body)), **headers}.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    status = connection.getresponse().status
    connection.close()
    return status


def test_foreign_hosts_and_origins_are_refused(shared):
    here = f"127.0.0.1:{shared.port}"
    cookie = {"cookie": shared.admin, "x-waggle-page": "1", "content-type": "application/json"}
    body = b'{"conversation":"main","text":"help"}'
    assert raw(shared, "GET", "/v1/me", {"host": here, **cookie}) == 200
    assert raw(shared, "GET", "/v1/me", {"host": f"rebound.example:{shared.port}", **cookie}) == 403
    assert raw(shared, "GET", "/", {"host": "rebound.example"}) == 403
    assert raw(shared, "GET", "/v1/me", {"host": here, "origin": "https://evil.example", **cookie}) == 403
    assert raw(shared, "POST", "/v1/messages", {"host": here, "origin": "null", **cookie}, body) == 403
    assert raw(shared, "POST", "/v1/messages", {"host": here, "origin": f"http://{here}", **cookie}, body) == 202


def test_a_change_needs_the_pages_own_header(shared):
    body = {"conversation": "main", "text": "help"}
    assert shared.call("POST", "/v1/messages", body, cookie=shared.admin).status == 403
    assert shared.call("POST", "/v1/messages", body, {"x-waggle-page": "1"}, shared.admin).status == 202
