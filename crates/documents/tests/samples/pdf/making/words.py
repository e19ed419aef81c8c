"""Words of the résumés in eight languages: employers, roles, lines, all of them invented."""

ASCII = {
    "á": "a",
    "ä": "ae",
    "å": "a",
    "ą": "a",
    "ć": "c",
    "č": "c",
    "ç": "c",
    "é": "e",
    "è": "e",
    "ę": "e",
    "ě": "e",
    "ğ": "g",
    "í": "i",
    "ı": "i",
    "ł": "l",
    "ń": "n",
    "ñ": "n",
    "ó": "o",
    "ö": "oe",
    "ø": "oe",
    "ő": "o",
    "ř": "r",
    "ś": "s",
    "š": "s",
    "ş": "s",
    "ß": "ss",
    "ü": "ue",
    "ů": "u",
    "ý": "y",
    "ź": "z",
    "ż": "z",
    "ž": "z",
    "ë": "e",
    "ï": "i",
    "œ": "oe",
    "ã": "a",
}
NAMES = {
    "ada": "Ada Example",
    "grace": "Grace Sample",
    "linus": "Linus Testperson",
    "jose": "José Ejemplo Muñoz",
    "juergen": "Jürgen Großmann-Muster",
    "zofia": "Zofia Przykładowa-Łęcka",
    "zdenek": "Zdeněk Příkladný",
    "soren": "Søren Eksempel",
    "ayse": "Ayşe Örnek Yıldız",
    "francois": "François Lœuvre-Exemple",
    "boris": "Борис Примеров",
    "olga": "Ольга Образцова",
    "eleni": "Ελένη Παραδείγματος",
    "nikos": "Νίκος Δοκιμαστής",
    "mary": "Mary Fielding-Fluff",
    "tom": "Tom O'Sample",
    "ines": "Inês Padrão",
    "anna": "Anna Mustermann",
    "kasia": "Katarzyna Żółć",
    "lea": "Léa Modèle",
    "efficient": "Effie Flinders",
    "oscar": "Oscar Waffle",
    "ravi": "Ravi Sampleton",
    "mei": "Mei Placeholder",
    "ursula": "Ursula Beispiel",
    "pablo": "Pablo Prueba",
    "hugo": "Hugo Specimen",
    "irene": "Irene Template",
    "kofi": "Kofi Fictive",
    "nora": "Nora Dummy-Field",
    "peter": "Peter Blank",
    "quinn": "Quinn Afflick",
    "rosa": "Rosa Muster",
    "sam": "Sam Offley",
    "tina": "Tina Typisch",
    "uwe": "Uwe Überall",
    "vera": "Вера Пробная",
    "wanda": "Wanda Wzorcowa",
    "xenia": "Ξένια Υποθετική",
    "yann": "Yann Façade",
    "zoe": "Zoë Fifield",
    "bela": "Béla Minta-Kőszegi",
    "clara": "Clara Offiah",
    "dan": "Dan Griffin",
    "eva": "Eva Vzorová",
    "finn": "Finn Flaxman",
    "gina": "Gina Officer",
    "hana": "Hana Šablona",
    "ivan": "Иван Шаблонов",
    "jo": "Jo Stand-In",
    "kai": "Kai Affenfels",
    "lou": "Lou Figment",
    "lars": "Lars Attrappe",
    "mona": "Mona Ficción",
    "igor": "Igor Szablon",
    "amelie": "Amélie Fictive",
    "dora": "Δώρα Φανταστική",
    "ole": "Ole Skabelon",
    "penny": "Penny Fiddler",
    "rupert": "Rupert Offield",
    "selma": "Selma Beispielhofer",
    "theo": "Theo Trialman",
    "vito": "Víctor Inventado",
    "ewa": "Ewa Śliwińska-Próbna",
    "ned": "Ned Notional",
}
ENGLISH_SKILLS = [
    ("Languages", ["Rust", "C++", "C#", "Go", "TypeScript", "Python", "SQL", "Kotlin", "F#", "Objective-C"]),
    ("Frameworks", [".NET", "ASP.NET Core", "Node.js", "React", "Axum", "Django", "Spring Boot", "Vue.js"]),
    ("Platforms", ["PostgreSQL", "Redis", "Kafka", "Kubernetes", "AWS Lambda", "Terraform", "GitLab CI/CD", "Linux"]),
]


def translated(*groups):
    return [(group, of) for group, (_, of) in zip(groups, ENGLISH_SKILLS)]


SKILLS = {
    "en": ENGLISH_SKILLS,
    "de": translated("Programmiersprachen", "Frameworks", "Plattformen"),
    "fr": translated("Langages", "Cadriciels", "Plateformes"),
    "pl": translated("Języki", "Biblioteki", "Platformy"),
    "ru": translated("Языки", "Библиотеки", "Платформы"),
    "el": translated("Γλώσσες", "Βιβλιοθήκες", "Πλατφόρμες"),
    "es": translated("Lenguajes", "Marcos", "Plataformas"),
    "cs": translated("Jazyky", "Knihovny", "Platformy"),
}


def labels(line):
    keys = ["summary", "jobs", "education", "skills", "languages", "projects", "contact", "now", "page"]
    return dict(zip(keys, line.split("|"), strict=True))


ENGLISH = {
    "labels": labels(
        "Profile|Professional Experience|Education|Technical Skills|Languages|Selected Projects|Contact|present|Page"
    ),
    "employers": [
        "Fjord Freight Ltd",
        "Baffin Offshore Finance",
        "Muffin & Waffle Bakeries",
        "Griffin Traffic Systems",
        "Quillfish Labs",
        "Northwind Sample Co.",
        "Suffolk Office Software",
        "Flint & Steel Analytics",
        "Cufflink Fashion GmbH",
        "Halcyon Rail",
        "Zephyr Wind Farms",
        "Tidewater Hospitals",
        "Puffin Air",
        "Fictional Fibre Networks",
        "Meridian Maps",
        "Orchard Robotics",
        "Sandpiper Insurance",
        "Kestrel Payments",
        "Bluff Point Observatory",
        "Acorn Schools Trust",
    ],
    "roles": [
        "Senior Software Engineer",
        "Staff Engineer, Platform",
        "Site Reliability Engineer",
        "Data Engineer",
        "Backend Developer",
        "Engineering Manager",
        "Full-Stack Developer",
        "Security Engineer",
        "Machine Learning Engineer",
        "Technical Lead",
    ],
    "places": [
        "London, UK",
        "Kraków, Poland",
        "Zürich",
        "Remote (EU)",
        "Århus, Denmark",
        "São Paulo",
        "Málaga",
        "Cork, Ireland",
    ],
    "lines": [
        "Cut the p99 latency of the checkout service from 1.8 s to 240 ms by moving hot paths from C# to Rust.",
        "Led a team of five engineers through an offline-first rewrite; office staff finished filing 35% faster.",
        "Designed a multi-tenant PostgreSQL schema with row-level security for 1,200 affiliated clinics.",
        "Built a fuzzing harness in C++20 that found 14 buffer overflows before the first official release.",
        "Migrated 42 services from .NET Framework 4.8 to .NET 8 without a minute of downtime.",
        "Introduced trunk-based development and feature flags, which halved the lead time for changes.",
        "Wrote the affine-transform library used by the cartography team; 98% branch coverage, no unsafe code.",
        "Ran on-call for a fleet of 3,000 virtual machines; reduced false alarms by two-thirds.",
        "Mentored six junior developers – four of them were promoted within eighteen months.",
        "Replaced a nightly batch job with a streaming pipeline on Kafka, so that figures are fresh within 30 seconds.",
        "Negotiated the data-processing agreements with three suppliers and documented every flow of personal data.",
        "Automated certificate rotation across 9 regions using Terraform and a small Go controller.",
        "Profiled and fixed a memory leak in the C++ rendering engine (≈ 400 MB per day).",
        "Developed an accessible design system in TypeScript; it conforms to WCAG 2.2 level AA.",
        "Shipped an A/B testing service used for 120+ experiments a year, with sequential analysis.",
        "Hardened the login flow: passkeys, rate limits per account, and alerts on credential stuffing.",
        "Specified the interface between warehouse robots and the scheduler in Protocol Buffers.",
        "Reduced cloud costs by €310,000 a year through right-sizing and spot instances.",
        "Organised the reading group on distributed systems: 24 sessions, one paper each.",
        "Created dashboards with Grafana that the traffic office still uses for daily staffing decisions.",
        "Fixed a float-rounding flaw in invoices and wrote the property-based tests that would have found it.",
        "Proved the commit protocol in TLA+ and found a race that had caused two outages.",
        "Tuned the full-text search (GIN indexes, trigram matching) – typical queries went from 900 ms to 35 ms.",
        "Trained and served a gradient-boosted model for fraud scoring at 4,500 requests per second.",
        "Wrote the runbooks for disaster recovery; the yearly drill now takes four hours instead of two days.",
        "Integrated SEPA and SWIFT payments through ISO 20022 messages, with idempotent retries.",
        "Refactored a 60,000-line Objective-C application towards Swift, module by module.",
        "Delivered workshops on secure coding for more than ninety colleagues in five offices.",
        "Set up reproducible builds with Nix, and signed software bills of materials for each release.",
        "Moved the monolith's reporting into read replicas; the main database lost half of its load.",
        "Implemented an append-only audit trail that satisfied the auditors of two certification bodies.",
        "Measured energy use of the data centre's cooling and suggested set points that saved 11%.",
        "Kept the public API backward compatible for seven years, with contract tests in every client's pipeline.",
        "Chose and introduced OpenTelemetry; traces cover 100% of requests at a 2% sampling rate.",
        "Built a simulator for tidal turbines with F# and WebGL that new staff are trained on.",
        "Translated the product into Čeština, Türkçe and Português, including plural rules and date formats.",
        "Rewrote the scheduler's diff algorithm from O(n²) to O(n log n).",
        "Supervised two master's theses about conflict-free replicated data types.",
    ],
    "schools": [
        ("MSc Computer Science", "University of Sampleford"),
        ("BSc Mathematics", "Fielding Institute of Technology"),
        ("BEng Electronics", "Polytechnic of Examplia"),
        ("PhD Distributed Systems", "Royal College of Fictitious Studies"),
        ("Diploma in Software Craft", "Offshore College, Baffin Bay"),
        ("BA Linguistics", "Waffle House University"),
    ],
    "summaries": [
        "Backend engineer with twelve years of experience in payments and logistics. I like small, well-tested services, "
        "clear documentation and honest post-mortems. Official maintainer of two open-source crates.",
        "Pragmatic developer who turns fuzzy requirements into fast, affordable and efficient software. Comfortable from "
        "firmware to front-end, fluent in three languages, and at home in distributed teams.",
        "Reliability specialist: I find out why systems fail, fix the first cause, and write it down so that it stays fixed. "
        "Previously a physicist; still fond of error bars, significant figures and sufficiently large samples.",
        "Data engineer with a background in linguistics. Builds pipelines that people trust, because each figure can be "
        "traced back to its origin. Looking for a part-time position (80%).",
        "Hands-on engineering manager. I have hired, coached and kept effective teams through a merger, two re-organisations "
        "and one flood; I still review code every day.",
    ],
    "languages": [
        "English (native)",
        "German (C1)",
        "Polish (B2)",
        "Français (B1)",
        "Español (A2)",
        "Dansk (fluent)",
        "Türkçe (basic)",
    ],
    "projects": [
        "ferrofluid – a profiler for async Rust, 2,300 stars",
        "official-hours: opening hours of public offices as open data",
        "diffusion-lab, teaching material about finite differences",
        "waffle.js, a layout engine in 4 kB",
        "cliffhanger: a terminal pager with fuzzy search",
        "affix – morphological analysis for Finnish",
    ],
}
GERMAN = {
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
        "Einführung einer automatisierten Qualitätsprüfung für über 300 Schnittstellen; Ausfälle gingen um die Hälfte zurück.",
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
        "Softwareentwicklerin mit zehn Jahren Erfahrung in der öffentlichen Verwaltung und in der Schifffahrt. Ich schätze "
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
FRENCH = {
    "labels": labels(
        "Profil|Expérience professionnelle|Formation|Compétences|Langues|Réalisations|Coordonnées|aujourd’hui|Page"
    ),
    "employers": [
        "Société Fictive de Chauffage",
        "Crêperie Numérique",
        "Réseau Ferré d’Exemple",
        "Œuvres & Données",
        "Café Logiciel",
    ],
    "roles": ["Ingénieure logiciel", "Développeur confirmé", "Cheffe de projet", "Architecte réseau"],
    "places": ["Orléans", "Besançon", "Genève", "Saint-Étienne"],
    "lines": [
        "Conception d’une plateforme de paiement en C++ et Rust, utilisée par 2 000 commerçants affiliés.",
        "Réduction des coûts d’hébergement de 27 % grâce à une répartition efficace de la charge.",
        "Encadrement d’une équipe de huit personnes réparties entre Lyon, Montréal et Nîmes.",
        "Mise en œuvre de l’intégration continue : dix déploiements par jour au lieu d’un par mois.",
        "Rédaction des spécifications fonctionnelles et formation de plus de quatre-vingts utilisateurs.",
        "Migration des bases de données vers PostgreSQL, sans interruption de service, en trois étapes.",
        "Développement d’un moteur de recherche plein texte adapté aux fautes d’orthographe.",
        "Vérification de la sécurité des accès à distance et suppression des comptes inutilisés.",
        "Étude de faisabilité d’un système d’affichage pour les gares, présentée à l’office fédéral.",
    ],
    "schools": [
        ("Diplôme d’ingénieur", "École Supérieure d’Exemples, Béthune"),
        ("Licence de mathématiques", "Université de Modèle-sur-Loire"),
    ],
    "summaries": [
        "Ingénieure passionnée par les systèmes fiables et l’efficacité énergétique. Quinze années d’expérience, dont "
        "six à l’étranger ; curieuse, rigoureuse et à l’écoute."
    ],
    "languages": ["Français (langue maternelle)", "Anglais (courant)", "Allemand (scolaire)", "Español (básico)"],
    "projects": ["Cartographie des cafés associatifs", "Bibliothèque de césure pour l’œuvre numérique"],
}
POLISH = {
    "labels": labels(
        "Podsumowanie|Doświadczenie zawodowe|Wykształcenie|Umiejętności|Znajomość języków|Projekty|Dane kontaktowe|obecnie|Strona"
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
        "Programistka z jedenastoletnim doświadczeniem w branży płatności i transportu. Cenię przejrzysty kod, rzetelne "
        "testy oraz życzliwą współpracę; chętnie dzielę się wiedzą."
    ],
    "languages": ["polski (ojczysty)", "angielski (C1)", "niemiecki (B2)", "czeski (A2)"],
    "projects": ["Otwarty rozkład jazdy kolei wąskotorowych", "Słownik gwary śląskiej – aplikacja mobilna"],
}
RUSSIAN = {
    "labels": labels("О себе|Опыт работы|Образование|Навыки|Знание языков|Проекты|Контакты|настоящее время|Страница"),
    "employers": [
        "ООО «Пример»",
        "Завод измерительных приборов",
        "Речное пароходство «Волна»",
        "Банк «Образец»",
        "Лаборатория данных",
    ],
    "roles": ["Ведущий разработчик", "Системный архитектор", "Инженер по надёжности", "Руководитель группы"],
    "places": ["Алматы", "Ереван", "Рига", "Белград"],
    "lines": [
        "Разработка платёжного сервиса на Rust и C++, обработка до четырёх тысяч запросов в секунду.",
        "Перенос баз данных в PostgreSQL без остановки работы, настройка резервного копирования.",
        "Сокращение времени сборки с сорока минут до шести за счёт кэширования и параллельных проверок.",
        "Руководство группой из семи человек, наставничество и проведение собеседований.",
        "Внедрение наблюдаемости: метрики, журналы и трассировка всех запросов (OpenTelemetry).",
        "Подготовка технической документации и обучение более ста сотрудников.",
        "Поиск и устранение утечек памяти в службе отображения карт.",
        "Проектирование обмена сообщениями через Kafka, гарантия однократной доставки.",
        "Объединение трёх разрозненных систем учёта, ускорение отчётности в пять раз (2018–2021).",
    ],
    "schools": [
        ("Магистр информатики", "Государственный университет города N"),
        ("Инженер-математик", "Политехнический институт примеров"),
    ],
    "summaries": [
        "Разработчик с пятнадцатилетним опытом в области платежей и картографии. Люблю простые решения, понятные "
        "тесты и честный разбор ошибок; готов к работе в распределённой команде."
    ],
    "languages": ["русский (родной)", "английский (C1)", "сербский (B1)", "немецкий (A2)"],
    "projects": ["Открытая карта речных маршрутов", "Библиотека проверки орфографии для редких языков"],
}
GREEK = {
    "labels": labels("Προφίλ|Επαγγελματική εμπειρία|Σπουδές|Δεξιότητες|Ξένες γλώσσες|Έργα|Επικοινωνία|σήμερα|Σελίδα"),
    "employers": [
        "Παράδειγμα Α.Ε.",
        "Ναυτιλιακή του Νότου",
        "Εργαστήριο Δεδομένων",
        "Τράπεζα Υπόθεσης",
        "Δίκτυα Αιγαίου",
    ],
    "roles": ["Μηχανικός λογισμικού", "Υπεύθυνη έργου", "Αναλυτής συστημάτων", "Προγραμματίστρια"],
    "places": ["Αθήνα", "Θεσσαλονίκη", "Ηράκλειο", "Πάτρα"],
    "lines": [
        "Σχεδίαση υπηρεσίας πληρωμών σε Rust και C++, με δύο χιλιάδες αιτήματα το δευτερόλεπτο.",
        "Μεταφορά των βάσεων δεδομένων σε PostgreSQL χωρίς διακοπή της λειτουργίας.",
        "Καθοδήγηση ομάδας πέντε ατόμων και εκπαίδευση νέων συνεργατών.",
        "Μείωση του κόστους φιλοξενίας κατά τριάντα τοις εκατό με καλύτερη κατανομή των πόρων.",
        "Σύνταξη τεχνικών εγγράφων στα ελληνικά και στα αγγλικά.",
        "Εισαγωγή αυτόματων ελέγχων· τα σφάλματα βρίσκονται πλέον πριν από κάθε έκδοση.",
        "Ανάπτυξη εφαρμογής για τα δρομολόγια των πλοίων, με εκατό χιλιάδες χρήστες.",
        "Έλεγχος ασφάλειας των συστημάτων και κατάργηση λογαριασμών που δεν χρησιμοποιούνται.",
        "Ανάλυση επιδόσεων και διόρθωση διαρροών μνήμης στη μηχανή αναζήτησης.",
    ],
    "schools": [
        ("Δίπλωμα Πληροφορικής", "Πολυτεχνείο Παραδείγματος"),
        ("Πτυχίο Μαθηματικών", "Πανεπιστήμιο του Βυθού"),
    ],
    "summaries": [
        "Μηχανικός με δεκαετή εμπειρία σε συστήματα πληρωμών και στη ναυτιλία. Προτιμώ τις απλές λύσεις, τους "
        "καθαρούς ελέγχους και την καλή συνεργασία."
    ],
    "languages": ["ελληνικά (μητρική)", "αγγλικά (C2)", "γερμανικά (B1)", "ιταλικά (A2)"],
    "projects": ["Ανοιχτός χάρτης των φάρων", "Συλλαβιστής για την ελληνική γλώσσα"],
}
SPANISH = {
    "labels": labels(
        "Perfil|Experiencia laboral|Formación|Competencias|Idiomas|Proyectos|Contacto|actualidad|Página"
    ),
    "employers": [
        "Señales y Caminos S.L.",
        "Compañía Ficticia del Ñandú",
        "Banca Ejemplar",
        "Imprenta Pingüino",
        "Logística Fénix",
    ],
    "roles": ["Ingeniero de software", "Jefa de proyecto", "Desarrolladora sénior", "Analista de datos"],
    "places": ["Málaga", "A Coruña", "León", "Logroño"],
    "lines": [
        "Diseño de una plataforma de pagos en C++ y Rust que atiende a 1.500 comercios afiliados.",
        "Dirección de un equipo de siete personas y formación de los compañeros más jóvenes.",
        "Reducción del coste de alojamiento en un 22 % gracias a una planificación más eficiente.",
        "Migración de la base de datos a PostgreSQL sin interrupción del servicio.",
        "Automatización de las pruebas de aceptación; los errores en producción bajaron a la mitad.",
        "Elaboración de la documentación técnica en español, inglés y gallego.",
        "Análisis de riesgos y gestión de incidencias según la norma ISO 27001.",
        "Creación de un buscador de señales de tráfico con reconocimiento de imágenes.",
        "Puesta en marcha de la oficina técnica de Logroño, con presupuesto de 400.000 €.",
    ],
    "schools": [
        ("Máster en Informática", "Universidad de Ejemplos de Ávila"),
        ("Grado en Matemáticas", "Escuela Politécnica de Muestra"),
    ],
    "summaries": [
        "Ingeniero con nueve años de experiencia en banca y logística. Busco soluciones sencillas, código limpio y "
        "equipos que se ayudan; disponible a partir de septiembre."
    ],
    "languages": ["español (nativo)", "inglés (C1)", "gallego (B2)", "português (B1)"],
    "projects": ["Atlas abierto de molinos y cañadas", "Corrector ortográfico para el asturiano"],
}
CZECH = {
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
POOLS = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "pl": POLISH,
    "ru": RUSSIAN,
    "el": GREEK,
    "es": SPANISH,
    "cs": CZECH,
}
