namespace CrmKit;

/// <summary>Which database a program uses, as its settings say: the same words for the host and for the command line.</summary>
/// <param name="Provider">One of <see cref="Providers"/>.</param>
/// <param name="ConnectionString">A file for SQLite, a connection string for PostgreSQL.</param>
/// <param name="FilePerTenant">Whether SQLite is to keep each tenant in a file of its own; where it does already, every program follows.</param>
/// <param name="RowLevelSecurity">Whether PostgreSQL is to keep tenants apart too; where it does already, every program follows.</param>
internal sealed record DatabaseChoice(string Provider, string ConnectionString, bool FilePerTenant = false, bool RowLevelSecurity = false)
{
    public const string Sqlite = "Sqlite", PostgreSql = "PostgreSql";

    public static IReadOnlyList<string> Providers { get; } = [Sqlite, PostgreSql];

    /// <summary>Reads the settings <c>Database:Provider</c> and <c>Database:ConnectionString</c>.</summary>
    /// <param name="provider">In any case; <see cref="Sqlite"/> when <see langword="null"/> or empty.</param>
    /// <param name="connectionString">What to connect to; <see langword="null"/> for the file.</param>
    /// <param name="file">SQLite's file when nothing else is said.</param>
    /// <exception cref="CrmRuleException"><c>store.provider-unknown</c>, <c>store.connection-invalid</c>.</exception>
    public static DatabaseChoice Of(string? provider, string? connectionString, string file)
    {
        var known = string.IsNullOrWhiteSpace(provider) ? Sqlite : Providers.FirstOrDefault(p => p.Equals(provider.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new CrmRuleException(new CrmError("store.provider-unknown", $"There is no database provider '{provider}'. Set Database:Provider to one of: {string.Join(", ", Providers)}."));
        if (!string.IsNullOrWhiteSpace(connectionString)) return new DatabaseChoice(known, connectionString);
        return known == Sqlite ? new DatabaseChoice(known, file) : throw Invalid("it is empty");
    }

    /// <exception cref="CrmRuleException"><c>store.connection-invalid</c></exception>
    public CrmKitBuilder Use(CrmKitBuilder crm)
    {
        try
        {
            return Provider == Sqlite ? crm.UseSqlite(ConnectionString, o => o.FilePerTenant = FilePerTenant) : OnPostgreSql(crm);
        }
        catch (ArgumentException wrong)
        {
            throw Invalid(wrong.Message);
        }
    }

    // By itself, so that a program on SQLite never loads the other provider.
    private CrmKitBuilder OnPostgreSql(CrmKitBuilder crm) => crm.UsePostgreSql(ConnectionString, o => o.RowLevelSecurity = RowLevelSecurity);

    private static CrmRuleException Invalid(string why) => new(new CrmError("store.connection-invalid",
        $"Database:ConnectionString cannot be used: {why.TrimEnd('.')}. Give SQLite the path of a file, and PostgreSQL 'Host=…;Database=…;Username=…;Password=…'."));
}
