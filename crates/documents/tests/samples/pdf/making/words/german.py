"""German words of the résumés: employers, roles, lines, all of them invented."""

from words.labels import labels

POOL = {
    "labels": labels(
        "Kurzprofil|Berufserfahrung|Ausbildung|Fachkenntnisse|Sprachkenntnisse|Projekte|Kontakt|heute|Seite"
    ),
    "employers": [
        "Großbäckerei Süßholz GmbH",
        "Schifffahrt Nordlicht AG",
        "Kraftstofffilter Beispiel KG",
        "Müller & Söhne Prüftechnik",
        "Auflagenhöhe Verlag",
        "Stadtwerke Musterhausen",
        "Öffentlicher Nahverkehr Überall",
    ],
    "roles": [
        "Softwareentwicklerin",
        "Systemarchitekt",
        "Leiterin der Qualitätssicherung",
        "Datenbankadministrator",
        "Projektleiter",
    ],
    "places": ["Köln", "Zürich", "Gießen", "München", "Düsseldorf"],
    "lines": [
        "Einführung einer automatisierten Qualitätsprüfung für über 300 Schnittstellen; Ausfälle gingen "
        "um die Hälfte zurück.",
        "Entwicklung der Auftragsverwaltung in C# und .NET, später schrittweise Umstellung auf Rust.",
        "Fachliche Führung eines sechsköpfigen Teams, Einarbeitung von Auszubildenden und Werkstudierenden.",
        "Aufbau einer hochverfügbaren PostgreSQL-Umgebung mit täglicher Wiederherstellungsübung.",
        "Straffung der Geschäftsprozesse: Durchlaufzeit von zwölf auf fünf Tage verkürzt (2019–2021).",
        "Konzeption eines Berechtigungskonzepts nach DSGVO gemeinsam mit dem Datenschutzbeauftragten.",
        "Ablösung einer veralteten Großrechneranwendung ohne Unterbrechung des öffentlichen Betriebs.",
        "Durchführung von Schulungen für Kolleginnen und Kollegen in fünf Außenstellen.",
        "Überwachung der Kraftstoffflüsse in Echtzeit, Auswertung von 40 Millionen Messwerten je Stunde.",
        "Veröffentlichung einer quelloffenen Bibliothek für Prüfziffern, seither gepflegt.",
        "Einsparung von jährlich 85.000 € durch effiziente Auslastung der Rechenzentren.",
    ],
    "schools": [
        ("Diplom-Informatik (Note 1,3)", "Technische Universität Musterstadt"),
        ("Fachinformatikerin", "Berufsschule Großenfels"),
        ("Abitur", "Käthe-Beispiel-Gymnasium, Lößnitz"),
    ],
    "summaries": [
        "Softwareentwicklerin mit zehn Jahren Erfahrung in der öffentlichen Verwaltung und in der "
        "Schifffahrt. Ich schätze "
        "gründliche Prüfungen, verständliche Dokumentation und kurze Wege.",
        "Erfahrener Fachmann für verteilte Datenbanken und Messwerterfassung, zuverlässig, neugierig und teamfähig; "
        "verantwortlich für Großprojekte mit Budgets über zwei Millionen Euro.",
    ],
    "languages": [
        "Deutsch (Muttersprache)",
        "Englisch (verhandlungssicher)",
        "Französisch (Grundkenntnisse)",
        "Dänisch (fließend)",
    ],
    "projects": [
        "Prüfziffernbibliothek »Ziffernfuchs«",
        "Öffnungszeiten öffentlicher Ämter als offene Daten",
        "Straßenmusikkalender Süd",
    ],
}
