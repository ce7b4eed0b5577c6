using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Writes rows of one class: statements and value getters come from EF's metadata, once per process.</summary>
internal sealed class RowWriter
{
    private readonly IEntityType _entity;
    private readonly string _table;
    private readonly IProperty[] _key;
    private readonly PropertyInfo _tenant;
    private readonly Lazy<Action<object, IValueSink>> _bindKey; // few rows are ever removed
    private readonly ConcurrentDictionary<string, Update> _updates = new(StringComparer.Ordinal);

    public RowWriter(IEntityType entity)
    {
        _entity = entity;
        _table = entity.GetTableName()!;
        _key = [.. entity.FindPrimaryKey()!.Properties];
        _tenant = entity.FindProperty(nameof(OutboxMessage.TenantId))!.PropertyInfo!;
        Tenant = TenantAccess();
        var columns = entity.GetProperties().Where(p => p.ValueGenerated == ValueGenerated.Never).ToArray();
        Insert = new RowInsert(_table, [.. columns.Select(Column)], [.. columns.Select(c => c.GetColumnType())]);
        BindInsert = Binder(columns);
        DeleteSql = $"DELETE FROM {_table} WHERE {string.Join(" AND ", _key.Select((p, i) => $"{Column(p)} = @{i}"))}";
        _bindKey = new(() => Binder(_key));
    }

    public RowInsert Insert { get; }

    public Action<object, IValueSink> BindInsert { get; }

    public string DeleteSql { get; }

    public Action<object, IValueSink> BindKey => _bindKey.Value;

    /// <summary>Puts the tenant into a row, or returns <see langword="false"/> when the row is another tenant's.</summary>
    public Func<object, string, bool> Tenant { get; }

    /// <summary>An update of the given properties, with a version check when the class has versions.</summary>
    public Update UpdateOf(IReadOnlyCollection<string> properties) => _updates.GetOrAdd(string.Join(',', properties), _ => MakeUpdate(properties));

    private Update MakeUpdate(IReadOnlyCollection<string> names)
    {
        var isRecord = _entity.ClrType.IsSubclassOf(typeof(Record));
        var always = isRecord ? new[] { nameof(Record.Version), nameof(Record.UpdatedAt), nameof(Record.UpdatedById) } : [];
        var columns = names.Union(always, StringComparer.Ordinal)
            .Select(n => _entity.FindProperty(n) ?? throw new ArgumentException($"{_entity.ClrType.Name} has no stored property '{n}'."))
            .Where(p => !_key.Contains(p)).ToArray();
        var where = _key.Select((p, i) => $"{Column(p)} = @{columns.Length + i}").ToList();
        var version = columns.Length + _key.Length;
        if (isRecord) where.Add($"version = @{version}");
        var sql = $"UPDATE {_table} SET {string.Join(", ", columns.Select((p, i) => $"{Column(p)} = @{i}"))} WHERE {string.Join(" AND ", where)}";
        return new Update(sql, Binder([.. columns, .. _key]), isRecord ? version : -1);
    }

    private static string Column(IProperty property) => property.GetColumnName();

    private Func<object, string, bool> TenantAccess()
    {
        var row = Expression.Parameter(typeof(object));
        var tenant = Expression.Parameter(typeof(string));
        var member = Expression.Property(Expression.Convert(row, _entity.ClrType), _tenant);
        return Expression.Lambda<Func<object, string, bool>>(
            Expression.Condition(
                Expression.Equal(member, Expression.Constant("")),
                Expression.Block(Expression.Assign(member, tenant), Expression.Constant(true)),
                Expression.Equal(member, tenant)),
            row, tenant).Compile();
    }

    private Action<object, IValueSink> Binder(IReadOnlyList<IProperty> properties)
    {
        var row = Expression.Parameter(typeof(object), "row");
        var sink = Expression.Parameter(typeof(IValueSink), "sink");
        var typed = Expression.Variable(_entity.ClrType, "typed");
        var body = new List<Expression> { Expression.Assign(typed, Expression.Convert(row, _entity.ClrType)) };
        body.AddRange(properties.Select((p, i) => Bind(p, Expression.Property(typed, p.PropertyInfo!), sink, Expression.Constant(i))));
        return Expression.Lambda<Action<object, IValueSink>>(Expression.Block([typed], body), row, sink).Compile();
    }

    private static ConditionalExpression Bind(IProperty property, Expression member, Expression sink, Expression index)
    {
        var isNullable = !member.Type.IsValueType || Nullable.GetUnderlyingType(member.Type) is not null;
        Expression value = Nullable.GetUnderlyingType(member.Type) is null ? member : Expression.Property(member, "Value");
        if (property.GetTypeMapping().Converter is { } converter)
        {
            var convert = converter.ConvertToProviderExpression;
            value = convert.Over(value.Type == convert.Parameters[0].Type ? value : Expression.Convert(value, convert.Parameters[0].Type));
        }
        if (value.Type == typeof(int)) value = Expression.Convert(value, typeof(long));
        var set = typeof(IValueSink).GetMethod(nameof(IValueSink.Set), [typeof(int), value.Type])
            ?? throw new NotSupportedException($"{property.DeclaringType.ClrType.Name}.{property.Name}: no column holds a {value.Type.Name}.");
        return Expression.IfThenElse(
            isNullable ? Expression.Equal(member, Expression.Constant(null, member.Type)) : Expression.Constant(false),
            Expression.Call(sink, nameof(IValueSink.Null), null, index),
            Expression.Call(sink, set, index, value));
    }

    /// <summary>One shape of update.</summary>
    /// <param name="Sql">The statement.</param>
    /// <param name="Bind">Sets new values and key.</param>
    /// <param name="VersionIndex">Where the expected version goes; -1 for none.</param>
    public sealed record Update(string Sql, Action<object, IValueSink> Bind, int VersionIndex);
}
