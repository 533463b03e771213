"""Towns, regions and genres, and the development mailbox."""

from django.http import Http404, HttpRequest
from ninja import Router

from api.protocol.answering import fresh
from api.protocol.auth import anybody
from api.protocol.declared import answers
from api.protocol.paging import page_of
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page, Word
from api.shapes.people import CityOut, GenreOut, RegionOut
from api.shapes.time import MailOut
from catalogue.models import Genre
from catalogue.queries import search_cities
from discovery.queries.region_names import search_regions
from notifications.delivery import mailbox
from notifications.models import MailboxMail

router = Router(tags=["catalogue"], auth=anybody)


@router.get("/cities", response=answers(Page[CityOut]))
@fresh
def city_search(request: HttpRequest, q: Word, limit: Limit = 10):
    """Towns one may mean by `q`, the likeliest first."""
    return Page[CityOut](items=[CityOut.of(city) for city in search_cities(q, limit)])


@router.get("/regions", response=answers(Page[RegionOut]))
@fresh
def region_search(request: HttpRequest, q: Word, limit: Limit = 10):
    """Regions whose names start with `q`, exact matches first."""
    return Page[RegionOut](items=[RegionOut.of(region) for region in search_regions(q, limit)])


@router.get("/genres", response=answers(Page[GenreOut]))
@fresh
def genre_list(request: HttpRequest):
    """All genres, by name."""
    return Page[GenreOut](items=[GenreOut.of(genre) for genre in Genre.objects.all()])


@router.get("/dev/mail", response=answers(Page[MailOut]))
@fresh
def mail_list(request: HttpRequest, to: Word = "", cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT):
    """The mails sent where no mail server is configured, newest first; does not exist in production."""
    if not mailbox.is_open_to(request):
        raise Http404
    mails = MailboxMail.objects.filter(to__iexact=to) if to else MailboxMail.objects.all()
    shown, following = page_of(mails, by="sent_at", cursor=cursor, limit=limit, is_descending=True)
    return Page[MailOut](items=[MailOut.of(mail) for mail in shown], next=following)
