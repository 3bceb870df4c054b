"""Writing, answering, attaching; over several tabs and over failures."""

import base64

from playwright.sync_api import expect


def mine(page):
    return page.locator(".message.in")


def answers(page):
    return page.locator(".message.out")


def say(page, text):
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_label("Message", exact=True).press("Enter")


def delivered(page, count):
    """Waits until the control plane has `count` messages of this person."""
    expect(page.locator(".message.in[data-id]")).to_have_count(count)
    expect(mine(page)).to_have_count(count)


def test_an_empty_conversation_says_what_to_say_first(signed_in):
    page, _ = signed_in()
    expect(page.get_by_role("heading", name="What should the swarm build?")).to_be_visible()
    expect(page.locator("#example-text")).to_contain_text("# PRD: Greeting")
    page.get_by_role("button", name="help", exact=True).click()
    delivered(page, 1)
    expect(page.get_by_role("heading", name="What should the swarm build?")).to_be_hidden()
    expect(answers(page).first).to_be_visible()


def test_the_example_becomes_a_plan_by_one_click(signed_in, shared, todo):
    # The page's own copy is the example of the repository.
    assert shared.call("GET", "/page/example.md").body == todo.with_name("greeting.md").read_bytes()
    page, window = signed_in()
    page.get_by_role("button", name="Send this example").dblclick()
    delivered(page, 1)
    expect(mine(page)).to_contain_text("greeting.md")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    assert len(window.posts("/v1/messages")) == 1


def test_enter_sends_and_shift_enter_makes_a_line(signed_in):
    page, _ = signed_in()
    field = page.get_by_label("Message", exact=True)
    field.press_sequentially("are you")
    field.press("Shift+Enter")
    field.press_sequentially("ok?")
    assert field.input_value() == "are you\nok?"
    field.press("Enter")
    delivered(page, 1)
    assert mine(page).locator(".plain").inner_text() == "are you\nok?"
    assert field.input_value() == ""


def test_a_double_click_sends_once(signed_in):
    page, window = signed_in()
    page.get_by_label("Message", exact=True).fill("help")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(answers(page).first).to_be_visible()
    delivered(page, 1)
    assert len(window.posts("/v1/messages")) == 1


def lose(page, pattern, times=1, is_taken=True):
    """The next calls reach the control plane, or do not, and their answers are lost."""
    page.route(pattern, lambda route: (is_taken and route.fetch(), route.abort()), times=times)


def test_a_message_that_was_not_sent_is_tried_again_as_the_same(signed_in):
    page, window = signed_in()
    lose(page, "**/v1/messages", is_taken=False)
    say(page, "help")
    expect(page.get_by_text("Not sent.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    delivered(page, 1)
    first, second = window.posts("/v1/messages")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_a_lost_answer_does_not_double_the_message(signed_in):
    page, window = signed_in()
    # The conversation is cut off too, so that the page cannot know that the message was taken.
    page.route("**/conversations/main/messages*", lambda route: route.abort())
    lose(page, "**/v1/messages")
    say(page, "help")
    expect(page.get_by_text("Not sent.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Not sent.")).to_be_hidden()
    assert len(window.posts("/v1/messages")) == 2
    page.unroute_all()
    page.reload()
    expect(answers(page).first).to_be_visible()
    delivered(page, 1)


def test_a_message_whose_answer_was_lost_is_recognised(signed_in):
    page, window = signed_in()
    lose(page, "**/v1/messages")
    say(page, "help")
    delivered(page, 1)
    expect(answers(page).first).to_be_visible()
    expect(page.get_by_text("Not sent.")).to_be_hidden()
    assert len(window.posts("/v1/messages")) == 1


def test_a_message_that_is_refused_says_why(signed_in):
    page, _ = signed_in()
    say(page, "x" * 300_000)
    expect(page.get_by_text("Not taken.")).to_contain_text("262144 bytes")
    page.get_by_role("button", name="Discard").click()
    expect(mine(page)).to_have_count(0)
    say(page, "help")
    delivered(page, 1)


def test_files_by_button_paste_and_drop(signed_in, todo):
    page, window = signed_in()
    chips = page.get_by_role("list", name="Attached files").get_by_role("listitem")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach files").click()
    chooser.value.set_files(todo)
    expect(chips).to_have_count(1)
    for event, target in (("paste", "#text"), ("drop", "#chat")):
        page.evaluate(
            """([event, target]) => {
              const files = new DataTransfer();
              files.items.add(new File([`by ${event}`], `${event}.txt`, { type: "text/plain" }));
              const init = { bubbles: true, cancelable: true, clipboardData: files, dataTransfer: files };
              const made = event === "paste" ? new ClipboardEvent(event, init) : new DragEvent(event, init);
              document.querySelector(target).dispatchEvent(made);
            }""", [event, target])
    expect(chips).to_have_count(3)
    page.get_by_role("button", name="Remove paste.txt").click()
    expect(chips).to_have_count(2)
    # The body of a large request is not kept by the browser's protocol, so it is looked at on its way.
    sent = []
    page.route("**/v1/messages", lambda route: (sent.append(route.request.post_data_json), route.continue_()))
    page.get_by_role("button", name="Send", exact=True).click()
    delivered(page, 1)
    attachments = sent[0]["attachments"]
    assert [file["name"] for file in attachments] == ["todo.md", "drop.txt"]
    assert [file["media_type"] for file in attachments] == ["text/markdown", "text/plain"]
    assert base64.b64decode(attachments[0]["data"]) == todo.read_bytes()
    expect(chips).to_have_count(0)
    page.reload()
    expect(mine(page)).to_contain_text("todo.md")


def test_a_long_document_is_folded(signed_in):
    page, _ = signed_in()
    say(page, "\n".join(f"line {number}" for number in range(60)))
    delivered(page, 1)
    body = mine(page).locator(".body")
    before = body.bounding_box()["height"]
    page.get_by_role("button", name="Show all").click()
    assert body.bounding_box()["height"] > 2 * before
    expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")


def test_more_than_16_megabytes_are_refused_before_they_are_sent(signed_in):
    page, _ = signed_in()
    page.set_input_files("#file", {"name": "large.txt", "mimeType": "text/plain", "buffer": b"x" * (16 * 2**20 + 1)})
    expect(page.locator("#composer-note")).to_contain_text("16 MB")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()


def test_tabs_share_the_conversation_and_one_stream(signed_in, shared):
    page, window = signed_in()
    other = window.tab(shared.url)
    expect(other.locator("#connection[data-state=live]")).to_have_text("Live")
    say(page, "help")
    delivered(other, 1)
    expect(answers(other).first).to_be_visible()
    streams = [request for request in window.requests if "/v1/events" in request.url]
    assert len(streams) == 1
    # The tab that reads the stream goes: the other takes over.
    page.close()
    say(other, "who is online?")
    delivered(other, 2)
    expect(answers(other)).not_to_have_count(1)
    third = window.tab(shared.url)
    delivered(third, 2)
    say(third, "help")
    delivered(other, 3)


def test_what_happened_while_the_control_plane_was_away_is_shown(signed_in, waggle):
    page, window = signed_in(waggle)
    say(page, "help")
    delivered(page, 1)
    waggle.stop()
    expect(page.get_by_text("Reconnecting…")).to_be_visible()
    say(page, "who is online?")
    expect(page.get_by_text("Not sent.")).to_be_visible()
    say(page, "are you ok?")
    waggle.start()
    expect(page.locator("#connection[data-state=live]")).to_have_text("Live", timeout=30_000)
    # What could not be sent goes out by itself, in its order, once.
    delivered(page, 3)
    texts = mine(page).locator(".plain").all_inner_texts()
    assert texts == ["help", "who is online?", "are you ok?"]
    page.reload()
    delivered(page, 3)


def test_going_offline_and_back(signed_in):
    page, window = signed_in()
    window.context.set_offline(True)
    expect(page.get_by_text("Reconnecting…")).to_be_visible()
    say(page, "help")
    expect(page.get_by_text("Not sent.")).to_be_visible()
    window.context.set_offline(False)
    expect(page.locator("#connection[data-state=live]")).to_have_text("Live", timeout=30_000)
    delivered(page, 1)
    expect(answers(page).first).to_be_visible()
