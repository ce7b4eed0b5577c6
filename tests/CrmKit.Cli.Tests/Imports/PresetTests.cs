using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>Files as other CRMs export them are recognised by their headers and imported without a map.</summary>
public sealed class PresetTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    // CRM, record type, file, and what comes out of its first row.
    private static readonly List<(string Preset, string Type, string Csv, string Expected)> Files =
    [
        (
            "salesforce", "lead",
            "\"Id\",\"IsDeleted\",\"LastName\",\"FirstName\",\"Salutation\",\"Title\",\"Company\",\"City\",\"Country\",\"Phone\",\"Email\",\"LeadSource\",\"Status\",\"Industry\",\"Rating\",\"OwnerId\",\"IsConverted\",\"CreatedDate\"\n\"00Q1x000001aaaA\",\"false\",\"Fox\",\"Ada\",\"Ms.\",\"CTO\",\"Fox Ltd\",\"Wien\",\"Austria\",\"+43 1 555\",\"Ada@Fox.example\",\"Web\",\"Working - Contacted\",\"Energy\",\"Hot\",\"0051x000003bbbB\",\"false\",\"2024-02-03T04:05:06.000Z\"\n",
            """{"externalId":"00Q1x000001aaaA","name":"Ada Fox","companyName":"Fox Ltd","jobTitle":"CTO","email":"ada@fox.example","source":"Web","stage":"contacted","rating":"hot","createdAt":"2024-02-03T04:05:06.000000Z"}"""
        ),
        (
            "salesforce", "account",
            "Account ID,Account Name,Type,Billing Street,Billing City,Billing State/Province,Billing Zip/Postal Code,Billing Country,Employees,Annual Revenue,Website,Phone,Account Owner,Created Date\n0011x00000aaaAA,Acme,Customer - Direct,Main St 1,Austin,TX,78701,United States,120,\"1,250,000.50\",acme.example,555-0100,Jo Roe,3/25/2024\n",
            """{"externalId":"0011x00000aaaAA","name":"Acme","kind":"customer","city":"Austin","region":"TX","employeeCount":120,"annualRevenue":1250000.5}"""
        ),
        (
            "salesforce", "contact",
            "Id,IsDeleted,LastName,FirstName,MailingStreet,MailingCity,Phone,MobilePhone,Email,Title,Department,Birthdate,CreatedDate\n0031x00000cccCC,false,Ray,Tom,Ring 5,Graz,555-1,555-2,tom@ray.example,Buyer,IT,1980-05-06,2024-02-03T04:05:06.000Z\n",
            """{"externalId":"0031x00000cccCC","firstName":"Tom","lastName":"Ray","city":"Graz","phone":"555-1","mobile":"555-2","bornOn":"1980-05-06"}"""
        ),
        (
            "salesforce", "opportunity",
            "Opportunity Name,Account Name,Stage,Fiscal Period,Amount,Probability (%),Age,Close Date,Created Date,Next Step,Lead Source,Type,Opportunity Owner\nBig deal,Acme,Closed Won,Q1-2024,\"$12,500.00\",100,12,3/25/2024,3/13/2024,,Web,New Business,Jo Roe\nLost deal,Acme,Closed Lost,Q1-2024,\"$100.00\",0,12,3/26/2024,3/13/2024,,Web,New Business,Jo Roe\n",
            """{"name":"Big deal","stage":"won","amount":12500,"closedOn":"2024-03-25","expectedCloseOn":"2024-03-25","source":"Web"}"""
        ),
        (
            "hubspot", "lead",
            "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Last Activity Date,Lead Status,Marketing contact status,Create Date,Job Title,Company Name,City,Country/Region\n101,Ada,Fox,ada@fox.example,+43 1 555,,2024-01-05 10:00,In Progress,Marketing contact,2024-01-02 09:30,CTO,Fox Ltd,Wien,Austria\n",
            """{"externalId":"101","name":"Ada Fox","companyName":"Fox Ltd","stage":"contacted","createdAt":"2024-01-02T09:30:00.000000Z"}"""
        ),
        (
            "hubspot", "account",
            "Record ID,Company name,Company owner,Create Date,Phone Number,Last Activity Date,City,Country/Region,Industry,Company Domain Name,Number of Employees,Annual Revenue,Type\n201,Acme,,2024-01-02 09:30,555-0100,,Austin,United States,COMPUTER_SOFTWARE,acme.example,120,1250000,PARTNER\n",
            """{"externalId":"201","name":"Acme","emailDomain":"acme.example","kind":"partner","employeeCount":120}"""
        ),
        (
            "hubspot", "contact",
            "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lead Status,Create Date,Associated Company,Associated Company IDs\n102,Tom,Ray,tom@ray.example,555-1,555-2,,,2024-01-02 09:30,Ray Corp,77\n",
            """{"externalId":"102","firstName":"Tom","lastName":"Ray","mobile":"555-2"}"""
        ),
        (
            "hubspot", "opportunity",
            "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Pipeline,Create Date,Associated Company\n301,Big deal,Contract Sent (Sales Pipeline),2024-05-01 00:00,,12500.5,Sales Pipeline,2024-01-02 09:30,Acme\n",
            """{"externalId":"301","name":"Big deal","stage":"negotiation","amount":12500.5,"expectedCloseOn":"2024-05-01"}"""
        ),
        (
            "zoho", "lead",
            "Record Id,Lead Owner.id,Lead Owner,Company,First Name,Last Name,Email,Phone,Lead Source,Lead Status,Created Time,Tag\nzcrm_501,zcrm_1,Jo Roe,Fox Ltd,Ada,Fox,ada@fox.example,555-1,Trade Show,Pre-Qualified,2024-01-02 09:30:00,\n",
            """{"externalId":"zcrm_501","name":"Ada Fox","source":"Trade Show","stage":"qualified"}"""
        ),
        (
            "zoho", "account",
            "Record Id,Account Owner,Account Name,Phone,Website,Account Type,Employees,Annual Revenue,Billing Street,Billing City,Billing State,Billing Code,Billing Country,Created Time\nzcrm_601,Jo Roe,Acme,555-0100,acme.example,Vendor,120,1250000,Main St 1,Austin,TX,78701,USA,2024-01-02 09:30:00\n",
            """{"externalId":"zcrm_601","name":"Acme","kind":"supplier","postalCode":"78701"}"""
        ),
        (
            "zoho", "contact",
            "Record Id,Contact Owner,First Name,Last Name,Account Name,Email,Phone,Mobile,Title,Date of Birth,Mailing City,Created Time\nzcrm_701,Jo Roe,Tom,Ray,Ray Corp,tom@ray.example,555-1,555-2,Buyer,1980-05-06,Graz,2024-01-02 09:30:00\n",
            """{"externalId":"zcrm_701","lastName":"Ray","bornOn":"1980-05-06","city":"Graz"}"""
        ),
        (
            "zoho", "product",
            "Record Id,Product Owner,Product Name,Product Code,Product Active,Product Category,Unit Price,Taxable,Qty in Stock,Created Time\nzcrm_901,Jo Roe,Gripper,G1,true,Tools,99.5,true,3,2024-01-02 09:30:00\n",
            """{"externalId":"zcrm_901","name":"Gripper","code":"G1","family":"Tools","listPrice":99.5,"isActive":true}"""
        ),
        (
            "zoho", "campaign",
            "Record Id,Campaign Owner,Campaign Name,Type,Status,Start Date,End Date,Expected Revenue,Budgeted Cost,Actual Cost,Created Time\nzcrm_951,Jo Roe,Fair,Trade Show,Active,2024-01-02,2024-01-05,1000,500,450.5,2024-01-02 09:30:00\n",
            """{"externalId":"zcrm_951","name":"Fair","startsOn":"2024-01-02","endsOn":"2024-01-05","budget":500,"actualCost":450.5}"""
        ),
        (
            "zoho", "opportunity",
            "Record Id,Deal Owner,Deal Name,Account Name,Amount,Closing Date,Stage,Type,Lead Source,Probability,Expected Revenue,Created Time\nzcrm_801,Jo Roe,Big deal,Acme,12500.5,2024-05-01,Closed-Lost to Competition,New Business,Partner,0,0,2024-01-02 09:30:00\n",
            """{"externalId":"zcrm_801","stage":"lost","lossReason":"unknown","amount":12500.5,"closedOn":"2024-05-01"}"""
        ),
        (
            "dynamics365", "lead",
            "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,First Name,Last Name,Topic,Company Name,Job Title,Email,Business Phone,Status Reason,Rating,Street 1,Street 2,City,Country/Region,Created On\nb4d8f0a2-1111-4a8f-9f10-0123456789ab,x==,3/25/2024 1:05 PM,Ada,Fox,Wants pumps,Fox Ltd,CTO,ada@fox.example,555-1,Contacted,Warm,Ring 5,Top 7,Wien,Austria,3/25/2024 1:05 PM\n",
            """{"externalId":"b4d8f0a2-1111-4a8f-9f10-0123456789ab","name":"Ada Fox","needDescription":"Wants pumps","street":"Ring 5 Top 7","stage":"contacted","rating":"warm","createdAt":"2024-03-25T13:05:00.000000Z"}"""
        ),
        (
            "dynamics365", "account",
            "(Do Not Modify) Account,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Account Name,Main Phone,Address 1: City,Primary Contact,Relationship Type,Number of Employees,Annual Revenue,Status\nb4d8f0a2-2222-4a8f-9f10-0123456789ab,x==,3/25/2024 1:05 PM,Acme,555-0100,Austin,Tom Ray,Reseller,120,\"$1,250,000.00\",Active\n",
            """{"name":"Acme","phone":"555-0100","city":"Austin","kind":"partner","annualRevenue":1250000}"""
        ),
        (
            "dynamics365", "contact",
            "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Full Name,First Name,Last Name,Email,Company Name,Business Phone,Mobile Phone,Birthday,Status\nb4d8f0a2-3333-4a8f-9f10-0123456789ab,x==,3/25/2024 1:05 PM,Tom Ray,Tom,Ray,tom@ray.example,Ray Corp,555-1,555-2,5/26/1980,Active\n",
            """{"firstName":"Tom","lastName":"Ray","mobile":"555-2","bornOn":"1980-05-26"}"""
        ),
        (
            "dynamics365", "opportunity",
            "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Potential Customer,Est. Close Date,Est. Revenue,Actual Close Date,Status,Probability,Rating,Owner\nb4d8f0a2-4444-4a8f-9f10-0123456789ab,x==,3/25/2024 1:05 PM,Big deal,Acme,3/20/2024,\"$12,500.50\",3/25/2024,Won,100,Hot,Jo Roe\n",
            """{"name":"Big deal","stage":"won","amount":12500.5,"expectedCloseOn":"2024-03-20","closedOn":"2024-03-25"}"""
        ),
        (
            "bitrix24", "lead",
            "ID;Стадия;Название лида;Имя;Фамилия;Дата создания;Источник;Рабочий телефон;Рабочий e-mail;Название компании;Должность;Сумма;Валюта;Ответственный\n11;В работе;Заявка с сайта;Анна;Лисова;25.03.2024 13:05:00;Веб-сайт;+7 495 555-01-00;anna@lis.example;ООО Лис;Директор;12500,50;RUB;Иван Иванов\n",
            """{"externalId":"11","name":"Анна Лисова","needDescription":"Заявка с сайта","companyName":"ООО Лис","stage":"contacted","estimatedAmount":12500.5,"currency":"RUB","createdAt":"2024-03-25T13:05:00.000000Z"}"""
        ),
        (
            "bitrix24", "account",
            "ID;Company Name;Company type;Industry;Work Phone;Work E-mail;Corporate Website;Responsible;Created\n21;Acme;Partner;IT;555-0100;hi@acme.example;acme.example;Jo Roe;25.03.2024 13:05:00\n",
            """{"externalId":"21","name":"Acme","kind":"partner","industry":"IT"}"""
        ),
        (
            "bitrix24", "contact",
            "ID;First Name;Last Name;Company;Work Phone;Mobile;Work E-mail;Position;Date of Birth;Responsible\n31;Tom;Ray;Ray Corp;555-1;555-2;tom@ray.example;Buyer;26.05.1980;Jo Roe\n",
            """{"externalId":"31","lastName":"Ray","mobile":"555-2","bornOn":"1980-05-26"}"""
        ),
        (
            "bitrix24", "opportunity",
            "ID;Название сделки;Стадия сделки;Сумма;Валюта;Компания;Дата начала;Предполагаемая дата закрытия;Ответственный\n41;Поставка;Сделка успешна;12500,50;RUB;ООО Лис;01.03.2024;25.03.2024;Иван Иванов\n",
            """{"externalId":"41","name":"Поставка","stage":"won","amount":12500.5,"openedOn":"2024-03-01","closedOn":"2024-03-25"}"""
        ),
        (
            "amocrm", "lead",
            "ID,Название сделки,Основной контакт,Компания контакта,Ответственный,Этап сделки,Воронка,Бюджет,Дата создания сделки,Теги сделки,Рабочий email (контакт),Рабочий телефон (контакт)\n51,Заявка,Анна Лисова,ООО Лис,Иван,Первичный контакт,Воронка,12500,25.03.2024 13:05:00,,anna@lis.example,+7 495 555\n",
            """{"externalId":"51","name":"Анна Лисова","companyName":"ООО Лис","stage":"contacted","estimatedAmount":12500}"""
        ),
        (
            "amocrm", "account",
            "ID,Название компании,Ответственный,Рабочий телефон,Рабочий email,Web,Адрес,Дата создания,Теги\n61,ООО Лис,Иван,+7 495 555,hi@lis.example,lis.example,Тверская 1,25.03.2024 13:05:00,\n",
            """{"externalId":"61","name":"ООО Лис","street":"Тверская 1"}"""
        ),
        (
            "amocrm", "contact",
            "ID,Имя,Фамилия,Компания,Ответственный,Рабочий телефон,Мобильный телефон,Рабочий email,Должность,Ближайшая задача\n71,Анна,Лисова,ООО Лис,Иван,+7 495 555,+7 900 555,anna@lis.example,Директор,\n",
            """{"externalId":"71","firstName":"Анна","lastName":"Лисова","mobile":"+7 900 555"}"""
        ),
        (
            "amocrm", "opportunity",
            "ID,Название сделки,Компания,Основной контакт,Ответственный,Этап сделки,Воронка,Бюджет,Дата создания сделки,Дата закрытия,Ближайшая задача\n81,Поставка,ООО Лис,Анна Лисова,Иван,Успешно реализовано,Воронка,12500,01.03.2024 13:05:00,25.03.2024 10:00:00,\n82,Вторая,ООО Лис,Анна Лисова,Иван,Переговоры,Воронка,100,01.03.2024 13:05:00,не закрыта,\n",
            """{"externalId":"81","name":"Поставка","stage":"won","amount":12500,"closedOn":"2024-03-25"}"""
        ),
        (
            "zendesksell", "lead",
            "id,first_name,last_name,organization_name,status,source,title,email,phone,address_city,address_country,owner,created_at,tags\n91,Ada,Fox,Fox Ltd,Working,Web,CTO,ada@fox.example,555-1,Wien,AT,Jo Roe,2024-03-25 13:05:00 UTC,\n",
            """{"externalId":"91","name":"Ada Fox","companyName":"Fox Ltd","stage":"contacted","city":"Wien","createdAt":"2024-03-25T13:05:00.000000Z"}"""
        ),
        (
            "zendesksell", "account",
            "id,name,is_organization,customer_status,industry,website,email,phone,address_city,owner,created_at\n92,Acme,true,current,IT,acme.example,hi@acme.example,555-0100,Austin,Jo Roe,2024-03-25 13:05:00 UTC\n",
            """{"externalId":"92","name":"Acme","city":"Austin"}"""
        ),
        (
            "zendesksell", "contact",
            "id,first_name,last_name,organization_name,is_organization,prospect_status,title,email,phone,mobile,owner,created_at\n93,Tom,Ray,Ray Corp,false,none,Buyer,tom@ray.example,555-1,555-2,Jo Roe,2024-03-25 13:05:00 UTC\n",
            """{"externalId":"93","firstName":"Tom","lastName":"Ray","mobile":"555-2"}"""
        ),
        (
            "zendesksell", "opportunity",
            "id,name,value,currency,stage_name,organization_name,estimated_close_date,loss_reason,source,owner,last_stage_change_at,created_at\n94,Big deal,12500.50,USD,Unqualified,Acme,2024-05-01,Price,Web,Jo Roe,2024-03-25 13:05:00 UTC,2024-03-01 13:05:00 UTC\n",
            """{"externalId":"94","stage":"lost","amount":12500.5,"currency":"USD","lossReason":"Price","closedOn":"2024-03-25","expectedCloseOn":"2024-05-01"}"""
        ),
    ];

    public static TheoryData<string> Presets => [.. Files.Select(f => f.Preset).Distinct()];


    [Theory, MemberData(nameof(Presets))]
    public async Task Files_of_another_CRM_are_recognised_and_imported_without_a_map(string preset)
    {
        foreach (var file in Files.Where(f => f.Preset == preset)) await ImportAsync(preset, file.Type, file.Csv, JsonDocument.Parse(file.Expected).RootElement);
    }

    [Fact]
    public async Task What_a_preset_has_two_columns_for_and_CrmKit_one_field_is_a_doubt()
    {
        var file = _bench.Write("export.csv", "Id,IsDeleted,LastName,FirstName,Company,Phone,MobilePhone,LeadSource,Status,IsConverted\n00Q1,false,Fox,Ada,Fox Ltd,555-1,555-2,Web,New,false\n");
        var preview = await _bench.RunAsync("import", "preview", "lead", file, "--json");
        Assert.Equal((1, "import.doubt-column", "MobilePhone"), (preview.Code, preview.Json.GetProperty("doubts")[0].GetProperty("code").GetString(), preview.Json.GetProperty("doubts")[0].GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_file_that_only_shares_a_few_names_with_a_preset_is_none_of_its()
    {
        var preview = await _bench.RunAsync("import", "preview", "lead", _bench.Write("export.csv", "Record ID,Lead Status,a,b,c,d\n1,New,1,2,3,4\n"), "--json");
        Assert.Equal(JsonValueKind.Null, preview.Json.GetProperty("preset").ValueKind);
    }

    private async Task ImportAsync(string preset, string type, string csv, JsonElement expected)
    {
        var file = _bench.Write($"{type}.csv", csv);
        var preview = await _bench.RunAsync("import", "preview", type, file, "--json");
        Assert.True(preview.Code == 0, preview.Error + preview.Output);
        Assert.Equal(preset, preview.Json.GetProperty("preset").GetString());
        var answer = await _bench.RunAsync("import", type, file, "--json");
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        Assert.Equal((answer.Counts.Rows, 0), (answer.Counts.Created, answer.Counts.Refused));

        var key = expected.EnumerateObject().First();
        var record = (await _bench.ListAsync(type)).Single(r => JsonElement.DeepEquals(r.GetProperty(key.Name), key.Value));
        foreach (var property in expected.EnumerateObject())
            Assert.True(JsonElement.DeepEquals(property.Value, record.GetProperty(property.Name)), $"{type} {property.Name}: {record.GetProperty(property.Name)} instead of {property.Value}");
        if (type == "contact" && csv.Contains("Ray Corp", StringComparison.Ordinal)) Assert.Contains(await _bench.ListAsync("account"), a => a.GetProperty("id").GetString() == record.GetProperty("accountId").GetString() && a.GetProperty("name").GetString() == "Ray Corp");
    }
}
