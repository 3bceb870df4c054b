"""From a PRD to merged work, by the page alone."""

import re
import subprocess

from playwright.sync_api import expect

MINUTES = 60_000


def test_a_prd_becomes_merged_work(signed_in, waggle, todo):
    page, made = signed_in(waggle)
    page.set_input_files("#file", todo)
    page.get_by_label("Message", exact=True).fill("build this")
    page.get_by_role("button", name="Send", exact=True).click()

    card = page.locator(".message.out", has=page.get_by_role("button", name="Approve")).first
    expect(card).to_contain_text("8 tasks", timeout=MINUTES)
    swarm = page.locator(".swarm")
    expect(swarm).to_contain_text("waits for approval")
    expect(swarm.locator(".task-row")).to_have_count(0)

    # Looking at the commands does not use up the decision.
    card.get_by_role("button", name="Show commands").click()
    expect(card.get_by_role("button", name="Show commands")).to_be_disabled()
    expect(page.locator(".message.out pre").first).to_be_visible()
    card.get_by_role("button", name="Approve").dblclick()
    expect(card.get_by_role("button", name="Approve")).to_have_attribute("aria-pressed", "true")
    expect(card.get_by_role("button", name="Approve")).to_be_disabled()
    # So are those of the other message with the same question.
    for button in page.get_by_role("button", name="Decline").all():
        expect(button).to_be_disabled()

    expect(swarm.locator(".task-row")).to_have_count(8)
    expect(swarm).to_contain_text(re.compile("after 4, 5, 6"))

    # Pause and resume from the panel are messages like any other.
    swarm.get_by_role("button", name=re.compile("^Pause")).click()
    expect(swarm.locator("summary .chip")).to_have_text("paused")
    expect(page.locator(".message.in", has_text="Pause")).to_be_visible()
    swarm.get_by_role("button", name=re.compile("^Resume")).click()
    expect(swarm.locator(".task-row .chip[data-state=done]").first).to_be_visible(timeout=MINUTES)
    expect(swarm.locator("summary")).to_contain_text("8 of 8 tasks done", timeout=4 * MINUTES)
    expect(swarm.locator("summary .chip")).to_have_text("completed", timeout=MINUTES)

    record, = waggle.get("/v1/swarms")
    results = waggle.get(f"/v1/swarms/{record['id']}/results")
    assert len(results) == 8
    said = page.locator(".message.out").last
    for result in results:
        expect(said).to_contain_text(result["commit"][:9])
    repository, = waggle.data.rglob("*.git")
    merged = subprocess.check_output(["git", "-C", repository, "rev-list", record["branch"]], text=True).split()
    assert {result["commit"] for result in results} <= set(merged)

    # A task shows its checks and the end of its log.
    swarm.locator(".task-row").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".check-state[data-state=done]").first).to_have_text("passed")
    expect(dialog).to_contain_text("grep -q")
    expect(dialog).to_contain_text(f"waggle/{record['slug']}/task-1")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(swarm.locator(".task-row").first).to_be_focused()

    # Another tab finds it all as it stands, buttons used included.
    other = made.tab(waggle.url)
    expect(other.get_by_role("button", name="Approve").first).to_be_disabled()
    expect(other.locator(".message.in[data-id]")).to_have_count(5)
    assert len(made.posts("/v1/messages")) == 5


def test_the_log_of_a_running_task_grows_while_it_is_looked_at(signed_in, waggle):
    page, _ = signed_in(waggle)
    prd = "\n".join([
        "# PRD: Slow", "", "## Requirements", "", "- R1: There is a file.", "", "## Tasks", "", "### 1. Write slowly",
        "", "Covers: R1", "", "```sh run", "echo first line; sleep 6; echo second line; echo x > file", "```", "",
        "```sh check", "test -f file", "```", "",
    ])
    page.set_input_files("#file", {"name": "slow.md", "mimeType": "text/markdown", "buffer": prd.encode()})
    page.get_by_label("Message", exact=True).fill("build this")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Approve").click(timeout=MINUTES)
    page.locator(".task-row").first.click()
    log = page.locator("#task-log")
    expect(log).to_contain_text("first line", timeout=MINUTES)
    expect(log).to_contain_text("second line", timeout=MINUTES)
