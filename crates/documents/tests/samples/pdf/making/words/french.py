"""French words of the résumés: employers, roles, lines, all of them invented."""

from words.labels import labels

POOL = {
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
