using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Runs the migrations of one module; its model is empty, so that nothing is compared with it.</summary>
internal sealed class MigrationContext(DbContextOptions<MigrationContext> options, string module) : DbContext(options)
{
    public string Module => module;
}
