using System.Text;
using CrmKit.Imports;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Fuzz;

/// <summary>The readers of files: what an import looks at first, and, where it could go on, the whole of it without writing.</summary>
internal static class FileTargets
{
    private const int Tidied = 1_000; // inputs between two looks at what they left behind

    public static IReadOnlyList<FuzzTarget> Of(FuzzHost host, string folder, byte[] workbook) =>
    [
        Reader(host, folder, "csv", "lead",
            ["name,email,amount\nMei,mei@example.com,\"1,5\"\n\"Li\r\n\"\"x\"\"\",,-3\n"u8.ToArray(), "姓名;公司\n梅;西安电力\n"u8.ToArray(), Encoding.Unicode.GetBytes("\ufeffname\tphone\nMei\t+8613800138000\n")],
            ["\"", "\"\"", ",", ";", "\t", "|", "\r", "\n", "\r\n", "\ufeff", "=1+1", "name", "email", "\0", "sep=;\n"]),
        Reader(host, folder, "jsonl", "lead", ["{\"name\":\"Mei\",\"email\":null}\n{\"name\":\"Li\",\"x\":[1,{\"y\":2}]}\n"u8.ToArray()], ["{", "}", "[", "]", "\n", "\"name\":", ":", ",", "1e999", "\\ud800"]),
        Reader(host, folder, "vcard", "contact",
            ["BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mei Li\r\nN:Li;Mei;;;\r\nTEL;TYPE=CELL:+8613800138000\r\nBDAY:1990-02-28\r\nNOTE:a\\nb\\, c\r\n d\r\nEND:VCARD\r\n"u8.ToArray(),
                "BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E6=9D=8E;=E6=A2=85\nPHOTO;ENCODING=BASE64:AAAA\n AAAA\n\nEND:VCARD\n"u8.ToArray()],
            ["BEGIN:VCARD\n", "END:VCARD\n", "VERSION:4.0\n", "ENCODING=QUOTED-PRINTABLE:", "ENCODING=b:", "=\n", "=E6", ";", ":", "\n ", "\\n", "CHARSET=GB18030", "BDAY:--0229\n", "item1.TEL:", "TYPE=\"a,b\""]),
        Reader(host, folder, "xlsx", "lead", [workbook], ["PK\u0003\u0004", "<row r=\"1\">", "<c t=\"s\">", "xl/workbook.xml"]),
    ];

    private static FuzzTarget Reader(FuzzHost host, string folder, string format, string type, byte[][] seeds, string[] tokens)
    {
        var (path, asked) = (Path.Combine(folder, $"input.{format}"), 0);
        return new(format, seeds, tokens, async input =>
        {
            if (++asked % Tidied == 0) await host.ForgetTriedAsync();
            await File.WriteAllBytesAsync(path, input);
            return await ReadAsync(host, path, format, type);
        });
    }

    private static async Task<string> ReadAsync(FuzzHost host, string path, string format, string type)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("fuzz"));
        try
        {
            var preview = await session.Imports.PreviewAsync(new ImportPreviewRequest(type, path) { Format = format });
            var result = await session.Imports.RunAsync(new ImportRequest(type, path) { Format = format, DryRun = true, Force = true });
            return $"read {string.Join(',', preview.Facts.Values)} {Math.Min(result.Created, 1)} {string.Join(',', result.Errors.Select(e => e.Error.Code).Distinct().Order(StringComparer.Ordinal))}";
        }
        catch (CrmException refused)
        {
            return string.Join(',', refused.Errors.Select(e => e.Code).Distinct().Order(StringComparer.Ordinal));
        }
    }
}
