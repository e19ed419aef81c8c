"""Polish words of the résumés: employers, roles, lines, all of them invented."""

from words.labels import labels

POOL = {
    "labels": labels(
        "Podsumowanie|Doświadczenie zawodowe|Wykształcenie|Umiejętności|Znajomość języków|Projekty|"
        "Dane kontaktowe|obecnie|Strona"
    ),
    "employers": [
        "Przykładowe Zakłady Łączności",
        "Żuraw Logistyka sp. z o.o.",
        "Biuro Rachunkowe Świt",
        "Źródło Danych S.A.",
        "Kolej Wzorcowa",
    ],
    "roles": ["Starsza programistka", "Inżynier oprogramowania", "Kierownik zespołu", "Analityczka danych"],
    "places": ["Łódź", "Gdańsk", "Kraków", "Rzeszów"],
    "lines": [
        "Zaprojektowanie usługi rozliczeń w języku Rust, obsługującej ponad 3000 żądań na sekundę.",
        "Wdrożenie ciągłej integracji, dzięki czemu błędy wykrywano średnio o cztery dni wcześniej.",
        "Prowadzenie pięcioosobowego zespołu i szkolenie młodszych koleżanek oraz kolegów.",
        "Przeniesienie trzydziestu aplikacji z platformy .NET Framework do .NET 8 bez przerw w działaniu.",
        "Skrócenie czasu generowania sprawozdań z dwóch godzin do sześciu minut.",
        "Współpraca z działem prawnym przy ochronie danych osobowych i zgłoszeniach naruszeń.",
        "Utrzymanie klastra PostgreSQL: kopie zapasowe, próby odtworzenia, monitorowanie opóźnień.",
        "Przygotowanie dokumentacji technicznej w języku polskim, angielskim i niemieckim.",
        "Analiza wydajności silnika wyszukiwania i usunięcie wąskich gardeł w kodzie C++.",
    ],
    "schools": [
        ("Magister inżynier informatyki", "Politechnika Przykładowa"),
        ("Licencjat z matematyki", "Uniwersytet Wzorcowy w Żyrardowie"),
    ],
    "summaries": [
        "Programistka z jedenastoletnim doświadczeniem w branży płatności i transportu. Cenię "
        "przejrzysty kod, rzetelne "
        "testy oraz życzliwą współpracę; chętnie dzielę się wiedzą."
    ],
    "languages": ["polski (ojczysty)", "angielski (C1)", "niemiecki (B2)", "czeski (A2)"],
    "projects": ["Otwarty rozkład jazdy kolei wąskotorowych", "Słownik gwary śląskiej – aplikacja mobilna"],
}
