using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Sqlite;

/// <summary>Texts on their way into the file, which SQLite reads where they are.</summary>
public sealed class TextTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_row_keeps_its_own_texts_however_long_they_are_and_nothing_of_the_row_before()
    {
        await using var services = new ServiceCollection().AddLogging().AddCrmKit(crm => crm.UseSqlite(_folder.File(), sqlite => sqlite.Durability = SqliteDurability.Normal)).BuildServiceProvider();
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var changes = new ChangeSet();
        for (var row = 0; row < 200; row++)
        {
            // Some fit together, some only alone, some not at all; every third row has none.
            changes.Create(new Lead
            {
                Name = $"Lead {row}",
                CompanyName = row % 3 == 0 ? null : Text(row, 180),
                JobTitle = row % 3 == 0 ? null : $"title {row}",
                NeedDescription = row % 3 == 0 ? null : Text(row, row % 5 * 1_700),
                ExternalId = row % 2 == 0 ? null : $"L{row}",
            });
        }
        var saved = await session.Records.SaveAsync(changes, TestContext.Current.CancellationToken);
        for (var row = 0; row < saved.Outcomes.Count; row++)
        {
            var lead = await session.Records.GetAsync<Lead>(saved.Outcomes[row].Ref.Id, TestContext.Current.CancellationToken);
            Assert.Equal($"Lead {row}", lead.Name);
            Assert.Equal(row % 3 == 0 ? null : Text(row, 180), lead.CompanyName);
            Assert.Equal(row % 3 == 0 ? null : Text(row, row % 5 * 1_700), lead.NeedDescription);
            Assert.Equal(row % 2 == 0 ? null : $"L{row}", lead.ExternalId);
        }
    }

    private static string Text(int row, int length) => string.Concat(Enumerable.Repeat($"{row} 客户 ", (length / 5) + 1))[..length].TrimEnd();
}
