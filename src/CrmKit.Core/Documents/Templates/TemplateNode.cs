namespace CrmKit.Documents.Templates;

/// <summary>A part of a template. A tree of data: nothing in it can run.</summary>
/// <param name="Line">Where it stands, from 1.</param>
internal abstract record TemplateNode(int Line);

/// <summary>Text as it is.</summary>
internal sealed record TextNode(int Line, string Text) : TemplateNode(Line);

/// <summary><c>{{account.name}}</c>.</summary>
/// <param name="Line">Where.</param>
/// <param name="Path">The field, through references.</param>
/// <param name="IsOuter">Whether it is the record's around the loop, <c>../</c>.</param>
internal sealed record ValueNode(int Line, string Path, bool IsOuter) : TemplateNode(Line);

/// <summary><c>{{@number}}</c>: the position in the loop, from 1.</summary>
internal sealed record NumberNode(int Line) : TemplateNode(Line);

/// <summary><c>{{#if total gt 1000}} … {{else}} … {{/if}}</c>.</summary>
/// <param name="Line">Where.</param>
/// <param name="Value">What is asked about.</param>
/// <param name="Operator">How it is compared; <see langword="null"/> asks whether there is a value other than no and 0.</param>
/// <param name="Literal">With what.</param>
/// <param name="Then">When it holds.</param>
/// <param name="Else">When not.</param>
internal sealed record IfNode(int Line, ValueNode Value, string? Operator, string? Literal, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode(Line);

/// <summary><c>{{#each order-lines}} … {{else}} … {{/each}}</c>.</summary>
/// <param name="Line">Where.</param>
/// <param name="Relation">Which records: a relation's key, or the plural key of a type that points at the record once.</param>
/// <param name="Body">For each.</param>
/// <param name="Else">When there are none.</param>
internal sealed record EachNode(int Line, string Relation, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode(Line);

/// <summary>What is wrong with a template, and where.</summary>
internal sealed class TemplateException(int line, string why) : Exception($"line {line}: {why}");
