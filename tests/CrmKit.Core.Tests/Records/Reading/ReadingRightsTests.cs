using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Planning;

namespace CrmKit.Records;

public sealed class ReadingRightsTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(plugin: plugin => plugin.Role(new RoleDefinition
    {
        Key = "test.seller",
        Label = new("Seller"),
        Permissions = [new Permission("opportunity", Operations.Work, AccessScope.Own), new Permission("account", Operations.Read, AccessScope.Own)],
        Restrictions = [new FieldRestriction("opportunity", "amount", CanRead: false, CanWrite: false), new FieldRestriction("opportunity", "contactId", CanRead: false, CanWrite: false)],
    }));

    private User _seller = null!;
    private Opportunity _own = null!, _foreign = null!;
    private Account _ownAccount = null!, _foreignAccount = null!;

    public async ValueTask InitializeAsync()
    {
        _seller = await _crm.AddUserAsync("Seller", "test.seller");
        var mine = new InitialState { OwnerId = _seller.Id };
        _ownAccount = await _crm.AddAsync(new Account { Name = "Own Ltd" }, mine);
        _foreignAccount = await _crm.AddAsync(new Account { Name = "Foreign Ltd" });
        _own = await _crm.AddAsync(new Opportunity { Name = "Own", Amount = 10, AccountId = _ownAccount.Id }, mine);
        _foreign = await _crm.AddAsync(new Opportunity { Name = "Foreign", Amount = 20, AccountId = _ownAccount.Id });
        await _crm.AddAsync(new Opportunity { Name = "Own, foreign account", Amount = 30, AccountId = _foreignAccount.Id }, mine);
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Foreign_records_are_absent_in_every_read()
    {
        await using var session = _crm.OpenSession(_seller);
        var records = session.Records;
        Assert.Null(await records.FindAsync<Opportunity>(_foreign.Id));
        Assert.Null(await records.FindAsync(new RecordRef("opportunity", _foreign.Id)));
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => records.GetAsync<Opportunity>(_foreign.Id))).Error.Code);
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => records.HistoryAsync(new RecordRef("opportunity", _foreign.Id)))).Error.Code);
        Assert.Equal([_own.Id], (await records.GetManyAsync("opportunity", [_own.Id, _foreign.Id, Guid.NewGuid()])).Select(r => r.Id));
        Assert.Equal(2, (await records.ListAsync(new Specification<Opportunity>())).Count);
        Assert.Equal(2, await records.CountAsync(new Specification<Opportunity>()));
        Assert.Equal(2, (await records.QueryAsync(new RecordQuery("opportunity") { WithTotal = true })).Total);
    }

    [Fact]
    public async Task Hidden_fields_come_back_empty_and_named()
    {
        await using var session = _crm.OpenSession(_seller);
        var page = await session.Records.QueryAsync(new RecordQuery("opportunity"));
        Assert.All(page.Items, r => Assert.Null(((Opportunity)r).Amount));
        Assert.Contains("amount", page.HiddenFields);
        Assert.Null((await session.Records.GetAsync<Opportunity>(_own.Id)).Amount);
        Assert.All(await session.Records.HistoryAsync(new RecordRef("opportunity", _own.Id)), a => Assert.DoesNotContain("amount", a.Changes, StringComparison.Ordinal));
        Assert.Equal(10, (await _crm.FindAsync<Opportunity>(_own.Id))!.Amount);
    }

    [Fact]
    public async Task A005_hidden_fields_can_be_neither_filtered_nor_sorted_nor_projected()
    {
        await using var session = _crm.OpenSession(_seller);
        var records = session.Records;
        Func<Task>[] attempts =
        [
            () => records.QueryAsync(new RecordQuery("opportunity") { Filter = "amount gt 5" }),
            () => records.QueryAsync(new RecordQuery("opportunity") { OrderBy = "-amount" }),
            () => records.QueryAsync(new RecordQuery("opportunity") { Include = ["contact"] }),
            () => records.ListAsync(new Specification<Opportunity>(o => o.Amount > 5)),
            () => records.CountAsync(new Specification<Opportunity>(o => o.Name != "" && o.Amount == null)),
            () => records.PageAsync(new Specification<Opportunity>().OrderBy(o => o.Amount)),
            () => records.ListAsync(new Specification<Opportunity, decimal?>(new Specification<Opportunity>(), o => o.Amount)),
            () => records.ListAsync(new Specification<Opportunity, Opportunity>(new Specification<Opportunity>(), o => o)),
        ];
        foreach (var attempt in attempts)
            Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(attempt)).Error.Code);
    }

    [Fact]
    public async Task Included_records_and_paths_go_through_rights()
    {
        await using var session = _crm.OpenSession(_seller);
        var page = await session.Records.QueryAsync(new RecordQuery("opportunity") { Include = ["account", "accountId"] });
        Assert.Equal(2, page.Items.Count);
        Assert.Equal([new RecordRef("account", _ownAccount.Id)], page.Included.Keys);
        Assert.Empty((await session.Records.QueryAsync(new RecordQuery("opportunity") { Filter = "account.name eq 'Foreign Ltd'" })).Items);
        Assert.Single((await session.Records.QueryAsync(new RecordQuery("opportunity") { Filter = "account.name eq 'Own Ltd'" })).Items);
        Assert.Equal("query.include", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(new RecordQuery("opportunity") { Include = ["name"] }))).Error.Code);
        Assert.Equal(_ownAccount.Id, Assert.Single((await session.Records.PageAsync(new Specification<Opportunity>().Include("account"))).Included).Key.Id);
    }

    [Fact]
    public async Task Deleted_records_are_absent_unless_asked_for()
    {
        await using var session = _crm.OpenSession();
        await session.Records.DeleteAsync(new RecordRef("opportunity", _own.Id));
        Assert.Null(await session.Records.FindAsync<Opportunity>(_own.Id));
        Assert.DoesNotContain(await session.Records.ListAsync(new Specification<Opportunity>()), o => o.Id == _own.Id);
        Assert.Contains(await session.Records.ListAsync(new Specification<Opportunity>().IncludeDeleted()), o => o.Id == _own.Id);
        Assert.Equal([_own.Id], (await session.Records.QueryAsync(new RecordQuery("opportunity") { Deleted = true })).Items.Select(r => r.Id));
        Assert.NotEmpty(await session.Records.HistoryAsync(new RecordRef("opportunity", _own.Id)));
    }
}
