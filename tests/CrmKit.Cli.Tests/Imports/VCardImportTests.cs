using System.Text;
using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>Cards of all versions become contacts with their accounts.</summary>
public sealed class VCardImportTests : IDisposable
{
    private const string Map = """
        {
          "columns": {
            "uid": "externalId", "firstName": "firstName", "lastName": "lastName", "email": "email", "phone": "phone", "mobile": "mobile", "jobTitle": "jobTitle", "department": "department",
            "organization": { "field": "account", "createMissing": true }, "birthday": "bornOn", "note": "description",
            "street": "street", "city": "city", "region": "region", "postalCode": "postalCode", "country": "country"
          },
          "ignore": ["fullName", "prefix", "middleName", "suffix", "nickname", "role", "email2", "email3", "phone2", "phone3", "fax", "url", "categories", "street2", "city2", "region2", "postalCode2", "country2", "more"]
        }
        """;

    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Cards_of_all_versions_in_one_file_become_contacts_of_their_accounts()
    {
        var answer = await RunAsync("""
            BEGIN:VCARD
            VERSION:2.1
            N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=B0=8F=
            =E6=98=8E
            ORG;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=D6=D0=B9=FA=D2=F8=D0=D0
            TEL;HOME:2
            TEL;WORK;VOICE:1
            TEL;CELL:3
            EMAIL;INTERNET:a@example.org
            BDAY:19800322
            PHOTO;ENCODING=BASE64;JPEG:
             AAAA
             BBBB

            AGENT:
            BEGIN:VCARD
            N:Assistant;The
            END:VCARD
            END:VCARD
            begin:vcard
            version:3.0
            n:Doe;Jane;Q\,R,S;Dr.;
            fn:Jane Doe
            org:Acme\, Inc.;Sales;North
            item1.EMAIL;type=INTERNET:second@example.org
            item1.EMAIL;type=INTERNET;type=pref:first@example.org
            item2.ADR;type=HOME;type=pref:;Floor 2;Street 4\nBuilding 6;New 
             York;NY;12345;USA
            note:Two\nlines; and a semicolon
            end:vcard
            BEGIN:VCARD
            VERSION:4.0
            UID:urn:uuid:4
            FN:Li
            ORG:Acme\, Inc.
            TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102
            EMAIL:mailto:li@example.org
            BDAY:--0203
            END:VCARD
            """);
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        Assert.Equal(("vcard", (3, 3, 0, 0, 0)), (answer.Json.GetProperty("format").GetString(), answer.Counts));
        var contacts = (await _bench.ListAsync("contact")).ToDictionary(c => c.GetProperty("lastName").GetString()!);
        var wang = contacts["王"];
        Assert.Equal(("小明", "1", "3", "a@example.org", "1980-03-22"), (Text(wang, "firstName"), Text(wang, "phone"), Text(wang, "mobile"), Text(wang, "email"), Text(wang, "bornOn")));
        var jane = contacts["Doe"];
        Assert.Equal(("first@example.org", "Sales, North", "Street 4, Building 6, Floor 2", "New York", "Two\nlines; and a semicolon"),
            (Text(jane, "email"), Text(jane, "department"), Text(jane, "street"), Text(jane, "city"), Text(jane, "description")));
        Assert.Equal(("+14186569254 ext. 102", "li@example.org", "urn:uuid:4"), (Text(contacts["Li"], "phone"), Text(contacts["Li"], "email"), Text(contacts["Li"], "externalId")));
        Assert.Equal(Text(jane, "accountId"), Text(contacts["Li"], "accountId"));
        Assert.Equal(["Acme, Inc.", "中国银行"], (await _bench.ListAsync("account")).Select(a => Text(a, "name")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_card_that_is_not_whole_costs_itself()
    {
        var answer = await RunAsync("BEGIN:VCARD\nN:One\nno property\nEND:VCARD\nstray\nBEGIN:VCARD\nN:Two\nBEGIN:VCARD\nN:Three\nEND:VCARD\nBEGIN:VCARD\nNOTE:" + new string('x', 5_000_000) + "\nN:Long\nEND:VCARD\nBEGIN:VCARD\nN:Five\n");
        Assert.Equal((1, (6, 1, 0, 0, 5)), (answer.Code, answer.Counts));
        Assert.Equal(["import.card", "import.card", "import.card", "import.cell-too-long", "import.card"], answer.RefusedCodes);
        Assert.Equal([1, 5, 6, 11, 15], answer.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()));
        Assert.Equal("Three", Text(Assert.Single(await _bench.ListAsync("contact")), "lastName"));
    }

    [Fact]
    public async Task Cards_of_eight_clients_and_of_the_standards_are_read()
    {
        var folder = Path.GetDirectoryName(RealData.File("vcards", "John_Doe_IPHONE.vcf"))!;
        var text = new StringBuilder();
        foreach (var path in Directory.GetFiles(folder, "*.vcf").Order()) text.AppendLine((await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).TrimEnd());
        var answer = await RunAsync(text.ToString());
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        var contacts = await _bench.ListAsync("contact");
        Assert.Equal(16, contacts.Count);
        Assert.Equal(7, contacts.Count(c => Text(c, "lastName") == "Doe" && Text(c, "firstName").Equals("John", StringComparison.OrdinalIgnoreCase)));
        Assert.Contains(contacts, c => Text(c, "lastName") == "john.doe@company.com");
        Assert.Contains(contacts, c => Text(c, "lastName") == "Perreault" && Text(c, "phone") == "+14186569254 ext. 102" && Text(c, "street") == "2875 Laurier, Suite D2-630");
    }

    private static string Text(JsonElement record, string field) => record.TryGetProperty(field, out var value) ? value.GetString() ?? "" : "";

    private Task<Answer> RunAsync(string cards) => _bench.RunAsync("import", "contact", _bench.Write("cards.txt", cards), "--map", _bench.Write("map.json", Map), "--json");
}
