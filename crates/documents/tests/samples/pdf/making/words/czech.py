"""Czech words of the résumés: employers, roles, lines, all of them invented."""

from words.labels import labels

POOL = {
    "labels": labels("Profil|Pracovní zkušenosti|Vzdělání|Dovednosti|Jazyky|Projekty|Kontakt|dosud|Strana"),
    "employers": [
        "Příkladné dráhy a.s.",
        "Účetní kancelář Říčka",
        "Žluté lahve s.r.o.",
        "Měřicí přístroje Ždánice",
        "Síť Šumava",
    ],
    "roles": ["Vývojář softwaru", "Vedoucí týmu", "Správkyně databází", "Datová analytička"],
    "places": ["Brno", "Plzeň", "České Budějovice", "Třebíč"],
    "lines": [
        "Návrh platební služby v jazyce Rust, která zvládne tři tisíce požadavků za sekundu.",
        "Převod databází na PostgreSQL bez výpadku a pravidelné zkoušky obnovy ze záloh.",
        "Vedení šestičlenného týmu, zaškolování nových kolegů a výběrová řízení.",
        "Zkrácení doby sestavení z půl hodiny na čtyři minuty díky mezipaměti.",
        "Zavedení automatických testů; počet chyb v provozu klesl na polovinu.",
        "Příprava technické dokumentace v češtině, angličtině a němčině.",
        "Vyhledávání úniků paměti v jádře mapového serveru napsaném v C++.",
        "Úspora 1,2 milionu korun ročně lepším rozložením zátěže.",
        "Spolupráce s úřadem pro ochranu osobních údajů při zavádění nových pravidel.",
    ],
    "schools": [
        ("Inženýr informatiky", "Vysoké učení příkladné"),
        ("Bakalář matematiky", "Univerzita Vzorová v Třeboni"),
    ],
    "summaries": [
        "Vývojář s osmiletou praxí v bankovnictví a dopravě. Mám rád jednoduchá řešení, poctivé testy a přátelský "
        "tým; ke klidnému večeru patří křížovka."
    ],
    "languages": ["čeština (rodilý mluvčí)", "angličtina (C1)", "němčina (B1)", "slovenština (plynně)"],
    "projects": ["Otevřený jízdní řád úzkokolejek", "Mapa přístupných úřadů"],
}
