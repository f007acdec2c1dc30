"""The unmodified supabase_auth against a running daemun, whose URL is in DAEMUN_URL, with the stand-in Kakao that it trusts
at KAKAO_URL: devices, and the people who sign in on them."""

import base64
import json
import os
import secrets
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from supabase_auth import SyncGoTrueAdminAPI, SyncGoTrueClient, SyncMemoryStorage
from supabase_auth.errors import AuthApiError

DAEMUN_URL = os.environ["DAEMUN_URL"]
KAKAO_URL = os.environ["KAKAO_URL"]
# A site that nobody runs: it is enough to see where a browser would be sent.
SITE = "http://127.0.0.1:3000/app"


class Device:
    """A client as an app on one device has it, with its own storage, and the requests that it has made."""

    def __init__(self, flow_type="implicit"):
        self.requests = []
        self.storage = SyncMemoryStorage()
        self.auth = SyncGoTrueClient(
            url=f"{DAEMUN_URL}/auth/v1",
            headers={"apikey": "anon-key-that-nobody-reads"},
            auto_refresh_token=False,
            storage=self.storage,
            storage_key="session",
            flow_type=flow_type,
            http_client=httpx.Client(event_hooks={"request": [self._note]}),
        )

    def _note(self, request):
        self.requests.append(f"{request.method} {request.url.path}")

    def stored(self):
        text = self.storage.get_item("session")
        return json.loads(text) if text else None


def back_end():
    """A back end's client, whose key may do everything."""
    key = os.environ["SERVICE_ROLE_KEY"]
    return SyncGoTrueAdminAPI(
        url=f"{DAEMUN_URL}/auth/v1",
        headers={"apikey": key, "Authorization": f"Bearer {key}"},
    )


def stranger():
    """Somebody with a Kakao account who has not been here before."""
    sub = str(secrets.randbelow(2**47) + 1)
    return {"sub": sub, "nickname": "대문", "email": f"{sub}@example.com"}


def sign_in_at_kakao(**claims):
    """What Kakao's native SDK brings back: an ID token, and an access token of Kakao's."""
    response = httpx.post(f"{KAKAO_URL}/sandbox/id_token", json=claims)
    assert response.status_code == 200, response.text
    return response.json()


def signed_in(person):
    """A device on which the person has just signed in, and the answer."""
    device = Device()
    token = sign_in_at_kakao(**person)["id_token"]
    answer = device.auth.sign_in_with_id_token({"provider": "kakao", "token": token})
    return device, answer


def claims_of(session):
    payload = session.access_token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def has_ended(session):
    """Whether the session can no longer be used, neither by its access token nor by its refresh token."""
    try:
        Device().auth.get_user(session.access_token)
    except AuthApiError as refusal:
        assert refusal.code == "session_not_found", refusal.code
        try:
            Device().auth.refresh_session(session.refresh_token)
        except AuthApiError as refresh:
            assert refresh.code == "refresh_token_not_found", refresh.code
            return True
        raise AssertionError("the refresh token works without its session") from refusal
    Device().auth.refresh_session(session.refresh_token)
    return False


class Form(HTMLParser):
    """The form of the consent page: where it leads, and its fields."""

    def __init__(self, page):
        super().__init__()
        self.action, self.method, self.fields = None, None, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.action, self.method = given.get("action", ""), given.get("method", "get")
        elif tag == "input":
            is_button = given.get("type") in ("radio", "checkbox")
            if "disabled" not in given and (not is_button or "checked" in given):
                self.fields[given["name"]] = given.get("value", "")


def at_consent_page(url, answers):
    """Goes where a browser would, fills Kakao's consent page in, and gives the site's address that it ends on."""
    browser = httpx.Client(follow_redirects=False)
    page = browser.get(url)
    while page.is_redirect:
        page = browser.get(urljoin(str(page.url), page.headers["location"]))
    assert str(page.url).startswith(KAKAO_URL), page.url
    form = Form(page.text)
    target = urljoin(str(page.url), form.action)
    answer = browser.request(form.method.upper(), target, data=form.fields | answers)
    while answer.is_redirect:
        target = urljoin(str(answer.url), answer.headers["location"])
        if target.startswith(SITE):
            return target
        answer = browser.get(target)
    raise AssertionError(f"{answer.status_code} at {answer.url}: {answer.text}")


def agree(url, person):
    """The person says who they are and agrees."""
    described = {f"new_{name}": person[name] for name in ("nickname", "email")}
    described["new_number"] = person["sub"]
    return at_consent_page(url, described | {"person": "new", "decision": "agree"})


def cancel(url):
    """The person changes their mind."""
    return at_consent_page(url, {"decision": "cancel"})


def code_in(url):
    """The code of ours in the address that the browser came back to."""
    return parse_qs(urlsplit(url).query)["code"][0]
