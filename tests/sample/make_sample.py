#!/usr/bin/env python3
"""Writes leads-1000.csv: 1,000 invented leads with the headers of a Salesforce export.

Deterministic: the same seed gives the same file. Mail domains are reserved (RFC 2606), names are
common ones of each country combined at random, phone numbers are of a valid form in their country.
"""
import csv
import os
import random
import unicodedata

SEED = 20260101
HEADER = ["Lead ID", "Salutation", "FirstName", "LastName", "Title", "Company", "Email", "Phone",
          "MobilePhone", "Street", "City", "State", "PostalCode", "Country", "LeadSource", "Status",
          "Industry", "NumberOfEmployees", "Outreach_Consent__c", "Email_Consent__c"]

# Country: given names, family names, streets, (city, state, postal pattern), land line and mobile
# patterns ("#" = a digit), company endings. Patterns follow the numbering plan of the country.
COUNTRIES = {
    "United States": (
        "James Mary Robert Patricia Michael Linda David Aaliyah Carlos Mei Jamal Hannah",
        "Smith Johnson Williams Brown Garcia Miller Davis Nguyen Lopez Wilson O'Brien Washington",
        "Oak Street|Maple Avenue|Lakeview Drive|Main Street",
        [("Austin", "TX", "787##"), ("Portland", "OR", "972##"), ("Columbus", "OH", "432##")],
        "(512) 47#-####", "+1 503 55#-####", "Inc.|LLC|Corp."),
    "United Kingdom": (
        "Oliver Amelia Harry Isla George Ava Priya Callum Imogen Rhys",
        "Taylor Evans Thomas Roberts Walker Wright Patel Hughes Campbell MacDonald",
        "High Street|Station Road|Church Lane|Victoria Road",
        [("London", "", "SW1A #AA"), ("Leeds", "", "LS1 #BB"), ("Cardiff", "", "CF10 #AF")],
        "020 79## ####", "+44 7400 ######", "Ltd|plc"),
    "Germany": (
        "Lukas Anna Jürgen Sophie Maximilian Lena Björn Käthe Emre Hannah",
        "Müller Schmidt Schneider Weiß Größer Becker Hoffmann Yılmaz Köhler von-Stein",
        "Hauptstraße|Bahnhofstraße|Gartenweg|Lindenallee",
        [("Berlin", "Berlin", "10###"), ("München", "Bayern", "80###"), ("Köln", "NRW", "50###")],
        "030 90######", "+49 1512 #######", "GmbH|AG|KG"),
    "France": (
        "Camille Léa Hugo Chloé Jérôme Zoé Étienne Manon Noël Inès",
        "Durand Lefèvre Moreau Laurent Garnier François Rousseau Bérenger Petit Chevalier",
        "rue de la Paix|avenue Victor Hugo|boulevard Voltaire|rue des Écoles",
        [("Paris", "", "750##"), ("Lyon", "", "690##"), ("Nantes", "", "440##")],
        "01 42 ## ## ##", "+33 6 12 ## ## ##", "SA|SARL|SAS"),
    "Spain": (
        "Lucía Martín Sofía Iñaki María Álvaro Carmen José Núria Begoña",
        "García Fernández González Núñez Ibáñez Castaño Muñoz Peña Serrano Ortiz",
        "Calle Mayor|Avenida de América|Calle del Carmen|Paseo del Prado",
        [("Madrid", "Madrid", "280##"), ("Sevilla", "Sevilla", "410##"), ("Bilbao", "Bizkaia", "480##")],
        "91 2## ## ##", "+34 61# ## ## ##", "S.L.|S.A."),
    "Italy": (
        "Giulia Luca Niccolò Chiara Matteo Francesca Lorenzo Alessia",
        "Rossi Ferrari D'Angelo Bianchi Colombo Ricci Esposito De-Luca",
        "Via Roma|Via Garibaldi|Corso Italia|Via Dante",
        [("Roma", "RM", "001##"), ("Milano", "MI", "201##"), ("Torino", "TO", "101##")],
        "06 6982 ####", "+39 347 ### ####", "S.r.l.|S.p.A."),
    "Poland": (
        "Łukasz Agnieszka Paweł Małgorzata Krzysztof Żaneta Michał Joanna",
        "Kowalski Wiśniewska Wójcik Kamińska Lewandowski Dąbrowska Zieliński Szymańska",
        "ulica Długa|ulica Krótka|aleja Róż|ulica Polna",
        [("Warszawa", "", "00-###"), ("Kraków", "", "30-###"), ("Łódź", "", "90-###")],
        "22 62# ## ##", "+48 512 ### ###", "Sp. z o.o.|S.A."),
    "Sweden": (
        "Åsa Björn Elin Göran Märta Oskar Sigrid Nils",
        "Lindström Åkesson Sjöberg Ström Öberg Nyström Hedlund Björk",
        "Storgatan|Kungsgatan|Skolvägen|Ängsvägen",
        [("Stockholm", "", "111 ##"), ("Göteborg", "", "411 ##"), ("Malmö", "", "211 ##")],
        "08-50# ### ##", "+46 70 ### ## ##", "AB"),
    "Brazil": (
        "João Ana Luís Beatriz Antônio Conceição Thiago Júlia",
        "Silva Souza Araújo Gonçalves Magalhães Brandão Ribeiro Simões",
        "Rua das Flores|Avenida Paulista|Rua São João|Rua da Consolação",
        [("São Paulo", "SP", "01###-000"), ("Curitiba", "PR", "80###-000")],
        "(11) 3### ####", "+55 11 9#### ####", "Ltda.|S.A."),
    "India": (
        "Aarav Priya Rohan Ananya Vikram Kavya Arjun Diya",
        "Sharma Iyer Reddy Chatterjee Banerjee Singh Nair Deshpande",
        "MG Road|Park Street|Nehru Marg|Station Road",
        [("Mumbai", "Maharashtra", "4000##"), ("Bengaluru", "Karnataka", "5600##")],
        "022 2### ####", "+91 98### #####", "Pvt. Ltd.|LLP"),
    "Japan": (
        "太郎 花子 健 さくら 陽菜 大輔 美咲 翔太",
        "佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村",
        "本町|中央|栄町|桜ヶ丘",
        [("東京", "東京都", "100-00##"), ("大阪", "大阪府", "530-00##")],
        "03-3###-####", "+81 90-1###-####", "株式会社|合同会社"),
    "Australia": (
        "Jack Charlotte Lachlan Matilda Cooper Ruby Banjo Kirra",
        "Nguyen Kelly Campbell Wilson Ryan Murphy Chen O'Connor",
        "George Street|Collins Street|Beach Road|Wattle Avenue",
        [("Sydney", "NSW", "20##"), ("Melbourne", "VIC", "30##"), ("Perth", "WA", "60##")],
        "02 93## ####", "+61 412 ### ###", "Pty Ltd"),
}

TITLES = ["CTO", "Head of Purchasing", "Marketing Manager", "Managing Director", "IT Lead",
          "Operations Manager", "Founder", "Buyer", "Sales Director", "Data Protection Officer"]
INDUSTRIES = ["Manufacturing", "Software", "Logistics", "Retail", "Energy", "Healthcare services"]
STEMS = ["Northwind", "Blue Harbor", "Alder", "Quartz", "Lumen", "Cedar Point", "Helix", "Juniper"]
SOURCES = ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Trade Show", "Other"]
STATUSES = ["Open - Not Contacted", "Working - Contacted"]
DOMAINS = ["example.com", "example.org", "example.net"]


def fill(rng, pattern):
    return "".join(str(rng.randrange(10)) if c == "#" else c for c in pattern)


def unique(rng, pattern, taken):
    while True:
        value = fill(rng, pattern)
        digits = "".join(c for c in value if c.isdigit())
        if digits not in taken:
            taken.add(digits)
            return value


def ascii_part(name):
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in plain if c.isascii() and c.isalpha())


def lead(rng, number, taken):
    country = rng.choice(list(COUNTRIES))
    given, family, streets, cities, land, mobile, endings = COUNTRIES[country]
    first, last = rng.choice(given.split()), rng.choice(family.split()).replace("-", " ")
    city, state, postal = rng.choice(cities)
    company = rng.choice(STEMS) + " " + rng.choice(endings.split("|"))
    local = ".".join(part for part in (ascii_part(first), ascii_part(last)) if part) or "lead"
    return [
        "00QLV%011d" % number, rng.choice(["Ms.", "Mr.", "Dr.", ""]), first, last,
        rng.choice(TITLES), company, "%s.%d@%s" % (local, number, rng.choice(DOMAINS)),
        unique(rng, land, taken), unique(rng, mobile, taken) if rng.random() < 0.7 else "",
        "%s %d" % (rng.choice(streets.split("|")), rng.randrange(1, 200)), city, state,
        fill(rng, postal), country, rng.choice(SOURCES), rng.choice(STATUSES),
        rng.choice(INDUSTRIES), str(rng.choice([8, 25, 60, 140, 400, 1200, 5000])),
        "true" if rng.random() < 0.8 else "false", "true" if rng.random() < 0.5 else "false"]


def main():
    rng = random.Random(SEED)
    taken = set()
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "leads-1000.csv")
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number in range(1, 1001):
            writer.writerow(lead(rng, number, taken))


main()
