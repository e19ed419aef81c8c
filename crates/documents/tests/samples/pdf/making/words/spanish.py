"""Spanish words of the résumés: employers, roles, lines, all of them invented."""

from words.labels import labels

POOL = {
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
