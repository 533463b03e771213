"""Who lives in the demo world. All names are invented; likenesses to real people or bands are accidental."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BandPart:
    """A band: `city` is a GeoNames id, `fee` its usual range in whole units of `currency`."""

    name: str
    city: int
    genres: tuple[str, ...]
    instruments: tuple[str, ...]
    fee: tuple[int, int]
    currency: str
    draw: int
    radius_km: int
    tagline: str
    bio: str


@dataclass(frozen=True)
class VenuePart:
    """A venue: `city` is a GeoNames id, `stages` are (name, capacity)."""

    name: str
    city: int
    address: str
    postal_code: str
    latitude: float
    longitude: float
    stages: tuple[tuple[str, int], ...]
    genres: tuple[str, ...]
    currency: str
    tagline: str
    bio: str


ROCK_FOUR = ("Voice, guitar", "Guitar", "Bass", "Drums")
ROCK_FIVE = ("Voice", "Guitar", "Guitar, voice", "Bass", "Drums")

BANDS = (
    BandPart("Low Tide Choir", 2911298, ("doom-metal", "post-rock"), ROCK_FIVE, (350, 600), "EUR", 180, 400,
             "Slow, loud and patient: five people from Hamburg who play as if the sea were listening.",
             "Low Tide Choir formed in a rehearsal room below the waterline in 2019. Two records, long songs, no hurry. "
             "We bring our own backline for stages up to 300 people and travel in one van with two sound engineers' ears."),
    BandPart("Iron Weather", 2944388, ("sludge-metal", "stoner-rock"), ROCK_FOUR, (250, 450), "EUR", 120, 350,
             "Thunder that has learned to swing.",
             "Four shipyard neighbours from Bremen with one amplifier too many. Riffs you can walk home to."),
    BandPart("The Long Noon", 2891122, ("shoegaze", "dream-pop"), ROCK_FOUR, (200, 400), "EUR", 90, 500,
             "Guitars like light through a curtain.",
             "From Kiel, always a little late in the day. Our songs start quietly and end in weather."),
    BandPart("Northern Static", 2950159, ("krautrock", "space-rock"), ("Synthesiser", "Guitar", "Bass", "Drums"),
             (400, 900), "EUR", 250, 800, "One chord, honestly meant.",
             "Motorik from Berlin. The shortest song is nine minutes; nobody has ever asked for less."),
    BandPart("Kapelle Morgenrot", 2879139, ("balkan-pop", "brass-band"),
             ("Clarinet", "Trumpet", "Trombone", "Tuba", "Accordion", "Drums"), (500, 900), "EUR", 150, 600,
             "Weddings, wakes and everything between.",
             "Six people, no amplifiers, very loud. We play in the room, on the stairs and on the way to the tram."),
    BandPart("Zimmer mit Aussicht", 2761369, ("austropop", "indie-pop"), ROCK_FOUR, (300, 700), "EUR", 200, 500,
             "Wiener Pop mit offenem Fenster.",
             "Seit 2016 singen wir über Stiegenhäuser, Nachbarn und die letzte U-Bahn. Gern auch zu dritt und leise."),
    BandPart("Glasgow Rain Delay", 2648579, ("post-punk", "indie-rock"), ROCK_FOUR, (250, 500), "GBP", 160, 600,
             "Short songs for long bus rides.",
             "Wiry, funny and in tune more often than not. We have played every room on Sauchiehall Street and two twice."),
    BandPart("Saltmarsh Union", 2654675, ("contemporary-folk", "british-folk-revival"),
             ("Voice, fiddle", "Guitar", "Double bass", "Concertina"), (300, 550), "GBP", 110, 400,
             "Old songs, new tides.", "A Bristol quartet that collects songs from estuaries and gives them back louder."),
    BandPart("Ferme la Lune", 2996944, ("chanson", "french-pop"), ("Voice, keys", "Guitar", "Bass", "Drums"),
             (400, 750), "EUR", 190, 700, "Chansons pour rentrer à pied.",
             "Quatre Lyonnais, un piano droit et des histoires de quais. Disque « Presqu'île » paru l'an dernier."),
    BandPart("Nocny Tramwaj", 3094802, ("jazz-fusion", "nu-jazz"), ("Saxophone", "Rhodes", "Bass", "Drums"),
             (350, 650), "EUR", 130, 900, "Jazz na ostatni kurs.",
             "Krakowski kwartet: saksofon, Rhodes i sekcja, która nie śpi. Two albums, many night trams."),
    BandPart("Kobolt", 3067696, ("techno", "live-electronics"), ("Machines", "Drums"), (300, 800), "EUR", 220, 1000,
             "Hardware techno with a human on the drums.",
             "A duo from Prague. No laptop, no sync, one table, one kit. Needs two power circuits and patience."),
    BandPart("Havnefolket", 2618425, ("indie-folk",), ("Voice, guitar", "Cello", "Piano", "Percussion"),
             (300, 600), "EUR", 140, 700, "Harbour songs in a whisper.",
             "Fire mennesker fra København. Works in a church, a library or a quiet club before eleven."),
    BandPart("Polder Disco", 2759794, ("nu-disco", "funk"),
             ("Voice", "Keys", "Guitar", "Bass", "Drums", "Trumpet"), (600, 1200), "EUR", 320, 600,
             "The flattest country, the roundest bass.",
             "Amsterdam six-piece. We start at midnight if you let us and stop when the light comes on."),
    BandPart("De Stille Kracht", 2745912, ("post-metal", "ambient"), ROCK_FOUR, (250, 450), "EUR", 100, 500,
             "Quiet, then not.", "Instrumental music from Utrecht, played in the dark. Bring ear plugs and a chair."),
    BandPart("Rote Brause", 2886242, ("ska", "rocksteady"),
             ("Voice", "Guitar", "Bass", "Drums", "Saxophone", "Trombone", "Keys"), (500, 900), "EUR", 240, 400,
             "Sieben Leute, ein Offbeat.", "Köln. Wir spielen gern draußen, gern spät und immer eine Zugabe mehr."),
    BandPart("Föhn", 2867714, ("krautrock", "neo-psychedelia"), ("Guitar", "Synthesiser", "Bass", "Drums"),
             (350, 650), "EUR", 170, 500, "Warm wind, long echoes.",
             "From Munich. Named after the wind that everybody blames for everything."),
    BandPart("Lakeside Motel", 2657896, ("americana", "alternative-country"),
             ("Voice, guitar", "Pedal steel", "Bass", "Drums", "Fiddle"), (500, 950), "CHF", 150, 450,
             "Country for people who have never seen a ranch.",
             "Five friends from Zürich with a pedal steel and a soft spot for slow waltzes."),
    BandPart("Mersey Machine Ladies", 2643123, ("electropunk", "riot-grrrl"), ("Voice", "Guitar", "Drum machine"),
             (200, 400), "GBP", 130, 800, "Three women, one drum machine, no patience.",
             "Manchester. Twenty-five minutes, no gaps. Loud opinions, punctual load-in."),
    BandPart("Vindstilla", 2692969, ("black-metal", "drone-metal"), ROCK_FOUR, (250, 500), "EUR", 90, 900,
             "The calm after.", "Malmö. Candles only where the fire marshal agrees."),
    BandPart("Amber Coast Trio", 3099434, ("cool-jazz", "chamber-jazz"), ("Piano", "Double bass", "Drums"),
             (250, 500), "EUR", 80, 600, "A trio that listens.",
             "From Gdańsk. Standards from the Baltic side and our own small pieces. Needs a tuned piano."),
    BandPart("Fado Falso", 2267057, ("singer-songwriter", "bossa-nova"), ("Voice", "Portuguese guitar", "Guitar"),
             (300, 700), "EUR", 120, 2500, "Not quite fado, on purpose.",
             "Três de Lisboa. We have been thrown out of one fado house and invited to eleven others."),
    BandPart("Goat Parade", 2711537, ("psychedelic-rock", "afrobeat"),
             ("Voice", "Guitar", "Guitar", "Bass", "Drums", "Congas"), (600, 1100), "EUR", 300, 900,
             "A procession, with drums.", "Six to eight people from Gothenburg depending on who is free. Masks optional."),
    BandPart("Die Nachtzulage", 2950159, ("deutschpunk", "punk-rock"), ROCK_FOUR, (150, 300), "EUR", 140, 600,
             "Punk für die Spätschicht.",
             "Berlin-Wedding. Pfleger, Busfahrerin, Bäcker, Lehrerin. Wir können nur freitags bis sonntags."),
    BandPart("Paper Lanterns at the Very Edge of the Provincial Fairground", 2911298, ("art-rock", "chamber-music"),
             ("Voice, keys", "Violin", "Viola", "Cello", "Drums"), (450, 800), "EUR", 100, 400,
             "A long name for a small orchestra.",
             "Five people from Hamburg who write for strings and a nervous drum kit. Yes, it must be the whole name."),
    BandPart("Jonna Vale", 2911298, ("singer-songwriter", "indie-folk"), ("Voice, guitar",), (150, 350), "EUR", 60, 300,
             "One voice, one guitar, no hurry.",
             "Jonna Vale writes in Hamburg and plays anywhere with forty chairs. Brings a small PA for living rooms."),
    BandPart("DJ Seemannsgarn", 2944388, ("nu-disco", "techno"), ("Turntables",), (200, 600), "EUR", 150, 250,
             "Records from every harbour.",
             "Vinyl only, from Bremen. Weddings until the last bus, clubs until the first."),
)  # fmt: skip

VENUES = (
    VenuePart("Harbour Cellar", 2891122, "Kaistraße 12", "24103", 54.3176, 10.1352,
              (("Cellar", 220), ("Bar stage", 80)), ("doom-metal", "indie-rock"), "EUR",
              "A vault by the water with a good desk and a short stair.",
              "220 people below, 80 in the bar. Load-in by the yard, level. Backline: Ampeg, two guitar cabinets, kit. "
              "Dinner for everybody on the bill, beds for eight upstairs."),
    VenuePart("Machine Hall", 2944388, "Überseetor 4", "28217", 53.0972, 8.7716,
              (("Hall", 650), ("Boiler room", 150)), ("techno", "post-rock"), "EUR",
              "Cranes above, bass below.", "A former pump house. High ceiling, honest acoustics, own light rig."),
    VenuePart("Kulturbunker Ost", 2950159, "Lehderstraße 31", "13086", 52.5526, 13.4603,
              (("Halle", 400), ("Studio", 90)), ("krautrock", "noise-rock"), "EUR",
              "Thick walls, thin curtains.", "Run by forty volunteers since 1998. Soundcheck on time or not at all."),
    VenuePart("Zum Leisen Löwen", 2761369, "Hernalser Gürtel 44", "1080", 48.2142, 16.3393,
              (("Saal", 260), ("Gewölbe", 70)), ("austropop", "jazz-fusion"), "EUR",
              "Under the railway arches.", "Two rooms below the U6. The trains are in the mix; nobody minds."),
    VenuePart("The Signal Box", 2648579, "17 Midland Street", "G1 4PP", 55.8582, -4.2588,
              (("Main room", 300), ("Upstairs", 90)), ("post-punk", "indie-rock"), "GBP",
              "Loud room, kind people.", "Two floors by the station. In-house engineer, tea, step-free stage door."),
    VenuePart("Quay Street Assembly", 2654675, "3 Quay Street", "BS1 2JL", 51.4545, -2.5968,
              (("Assembly room", 180), ("Snug", 50)), ("contemporary-folk",), "GBP",
              "Songs first.", "Seated or standing. We stop talking when the band starts; that is the only rule."),
    VenuePart("La Péniche Verte", 2996944, "Quai Rambaud 8", "69002", 45.7402, 4.8165,
              (("Cale", 200), ("Pont", 120)), ("chanson", "funk"), "EUR",
              "A barge that stays where it is.", "Concerts in the hold, drinks on deck. The ceiling is 2.40 m: no jumping."),
    VenuePart("Klub Ostatni Kurs", 3094802, "ul. Kupa 6", "31-057", 50.0512, 19.9455,
              (("Scena", 240), ("Piwnica", 60)), ("nu-jazz", "free-jazz"), "EUR",
              "The last tram stops here.", "Kazimierz, down the stairs. A grand piano that is tuned every Friday."),
    VenuePart("Paradijsvogel", 2759794, "NDSM-Plein 21", "1033 WB", 52.4014, 4.8936,
              (("Loods", 500), ("Café", 100)), ("nu-disco", "electropunk"), "EUR",
              "Ferry, beer, bass.", "A shed across the water. Curfew at four, ferries all night."),
    VenuePart("Rivoli Backroom", 2657896, "Langstrasse 150", "8004", 47.3779, 8.5270,
              (("Backroom", 160), ("Front bar", 45)), ("americana", "soul"), "CHF",
              "Velvet, wood and a very good bartender.", "Small, warm and always on time. We pay on the night, in cash or not."),
)  # fmt: skip

GIVEN_NAMES = (
    "Lena", "Jonas", "Aylin", "Mats", "Carla", "Piotr", "Sofie", "Emre", "Hannah", "Louis", "Marta", "Finn", "Ines",
    "Oskar", "Zofia", "Callum", "Amira", "Jakub", "Freja", "Noah", "Elif", "Hugo", "Klara", "Rory", "Giulia", "Anton",
    "Maren", "Theo", "Nadia", "Sander", "Eilidh", "Bruno", "Wanda", "Milan", "Greta", "Tariq", "Signe", "Leo", "Magda",
    "Joost",
)  # fmt: skip

FAMILY_NAMES = (
    "Petersen", "Okafor", "Yilmaz", "Lindqvist", "Brandt", "Nowak", "Sørensen", "Demir", "Keller", "Moreau", "Kowalska",
    "Janssen", "Duarte", "Wagner", "Zielińska", "MacLeod", "Haddad", "Novák", "Holm", "Fischer", "Aksoy", "Girard",
    "Vogel", "Campbell", "Ricci", "Berg", "Thomsen", "Adler", "Rahimi", "de Vries", "Fraser", "Costa", "Wójcik", "Svoboda",
    "Huber", "Mansour", "Dahl", "Lang", "Mazur", "Bakker",
)  # fmt: skip

REVIEWS = (
    (5, "On time, tuned and kind to everybody. The room was full before the first song."),
    (5, "Best sound we have had this year, and soup after the soundcheck."),
    (4, "Great set. Load-in took a little longer than planned, nobody minded."),
    (4, "Good people, good room. The monitors could be louder."),
    (5, "They brought eighty people on a Tuesday. Any time again."),
    (3, "Solid evening. Next time please send the rider earlier."),
)

SESSION_REVIEWS = (
    (5, "She found the rain in my song and took the mud out of it. Two days early."),
    (4, "Tidy stems, clear wishes. The tempo map came a little late."),
)
"""What the client says of the engineer, and she of the client."""

MESSAGES = (
    "We would love to play this one: we bring our own backline and about a hundred people.",
    "Free that night, all of us. Can share a drum kit and a van.",
    "We played next door in spring and people still ask. Happy to open.",
    "New record out that week, this would be the release night.",
)
