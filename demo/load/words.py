"""What acts and venues of the load are called, and what they say of themselves."""

FIRST = (
    "Velvet", "Northern", "Low", "Paper", "Iron", "Silver", "Midnight", "Hollow", "Electric", "Wooden", "Glass",
    "Crimson", "Distant", "Quiet", "Burning", "Golden", "Salt", "Black", "White", "Blue", "Broken", "Lost", "Slow",
    "Neon", "Cold", "Wild", "Holy", "Second", "Last", "Young", "Old", "Hidden", "Frozen", "Falling", "Rising",
    "Über", "Élan", "Señor", "Fjord", "Brève", "Żelazna", "Måne", "Tiny", "Grand", "Royal", "Secret", "Thunder",
    "Copper", "Marble", "Amber", "Ashen", "Lunar", "Solar", "Winter", "Summer", "Autumn", "Rural", "Urban", "Coastal",
)  # fmt: skip
SECOND = (
    "Tide", "Static", "Harbour", "Choir", "Lanterns", "Wolves", "Motel", "Machine", "Rivers", "Avenue", "Parade",
    "Garden", "Empire", "Signals", "Ravens", "Engines", "Mountain", "Letters", "Ghosts", "Orchestra", "Brigade",
    "Kollektiv", "Café", "Kapelle", "Quartet", "Trio", "Sisters", "Brothers", "Kids", "Union", "Club", "Echo",
    "Horizon", "Satellite", "Cathedral", "Meadow", "Station", "Monument", "Circus", "Society", "Assembly", "Riot",
    "Serenade", "Anthem", "Hymn", "Drones", "Doom", "Groove", "Swing", "Shuffle", "Waltz", "Polka", "Pulse",
)  # fmt: skip
LINES = (
    "Slow and patient", "Loud, late and in tune", "Songs for long roads", "Dancing is not optional",
    "Three chords and the truth", "From the cellar to the roof", "Old tunes on new strings", "Louder than it looks",
)  # fmt: skip
BIO = (
    "We have played together since school and still rehearse on Tuesdays. Our set is forty-five minutes of our own"
    " songs; with covers it is two hours. We bring our backline, arrive on time and leave the stage as we found it."
)
HOUSES = ("Club", "Hall", "Theatre", "Cellar", "Ballroom", "Bar", "Kulturhaus", "Salon", "Warehouse", "Arena")
